// SPDX-License-Identifier: Apache-2.0
// The text of a log line, as logfmt or JSON: one that parses whatever its values hold, and short
// enough to be written in one piece.
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
  std::string_view key;  // a constant of letters and underscores
  std::string value;     // any bytes
};
using Fields = std::vector<Field>;

// What a pipe takes as a whole, less the line's end and what may have to end the line before.
inline constexpr std::size_t kMaxLine = PIPE_BUF - 2;

// A line of printable ASCII without its end. `time` is what the field ts shows. Where the line
// would be longer than kMaxLine, the longest values are cut and end in "...". A byte that is no
// part of UTF-8 is shown as U+FFFD.
std::string format_line(Format format, std::string_view time, Level level, std::string_view message,
                        const Fields& fields);

}  // namespace cckm::log
