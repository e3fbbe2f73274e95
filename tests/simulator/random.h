// SPDX-License-Identifier: Apache-2.0
// Random bytes and their texts: ids and parts of tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cckm::test {

// Throws std::runtime_error if OpenSSL has no random bytes; so does random_uuid().
std::string random_bytes(std::size_t count);

// Returns a random UUID (version 4), in lower case.
std::string random_uuid();

// Returns URL-safe Base64 without padding, as in JSON Web Tokens.
std::string base64url(std::string_view bytes);

}  // namespace cckm::test
