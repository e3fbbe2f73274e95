// SPDX-License-Identifier: Apache-2.0
// Random bytes as text: ids and the parts of tokens that nobody may guess.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cckm::test {

std::string random_bytes(std::size_t count);

// A random UUID (version 4), in lower case.
std::string random_uuid();

// URL-safe Base64 without padding, as JSON Web Tokens use it.
std::string base64url(std::string_view bytes);

}  // namespace cckm::test
