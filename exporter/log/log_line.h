// SPDX-License-Identifier: Apache-2.0
// Formats a log line as logfmt or JSON. The line parses for any bytes in its values, and is short
// enough for one atomic write to a pipe.
#pragma once

#include <climits>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::log {

enum class Level { kDebug, kInfo, kWarn, kError };
enum class Format { kLogfmt, kJson };

struct Field {
  std::string_view key;  // a constant of lowercase letters and underscores
  std::string value;     // any bytes
};
using Fields = std::vector<Field>;

// The largest atomic write to a pipe, less this line's end and the end of a cut line before it.
inline constexpr std::size_t kMaxLine = PIPE_BUF - 2;

// Returns a line of printable ASCII without its newline, at most kMaxLine bytes. If the line would
// be longer, its longest values are cut and end in "...". `time` is the value of the field ts. A
// byte that is not valid UTF-8 becomes U+FFFD.
std::string format_line(Format format, std::string_view time, Level level, std::string_view message,
                        const Fields& fields);

}  // namespace cckm::log
