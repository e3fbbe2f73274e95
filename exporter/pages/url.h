// SPDX-License-Identifier: Apache-2.0
// Percent-encoding of names in links, and the parts of a query.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cckm {

// Returns `text` as one segment of a path or one value of a query: all but the unreserved
// characters of RFC 3986 are encoded, so `a/b` is `a%2Fb`.
std::string percent_encoded(std::string_view text);

// Returns the text that was encoded. Empty if a `%` is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

// Returns the decoded value of the first parameter `name` of a query, such as
// `state=failed&page=2`. A `+` is a space. Empty if there is no such parameter, or its value is not
// encoded well.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

}  // namespace cckm
