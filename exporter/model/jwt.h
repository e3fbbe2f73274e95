// SPDX-License-Identifier: Apache-2.0
// The form of a JSON web token.
#pragma once

#include <cstddef>
#include <string_view>

namespace cckm {

// The size of the longest token that the exporter sends in a header.
inline constexpr std::size_t kMostTokenBytes = 16'384;

// Returns true if `jwt` can be sent in a header: three non-empty parts of base64url, at most
// kMostTokenBytes. Does not verify the signature.
bool valid_jwt(std::string_view jwt);

}  // namespace cckm
