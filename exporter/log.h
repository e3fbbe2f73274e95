// SPDX-License-Identifier: Apache-2.0
// The one logger: a line per event on standard error, as logfmt or JSON, parseable whatever a value
// holds.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace cckm::log {

enum class Level { kDebug, kInfo, kWarn, kError };
enum class Format { kLogfmt, kJson };

struct Field {
  std::string_view key;
  std::string value;
};
using Fields = std::initializer_list<Field>;

// Before the first line; kInfo and kLogfmt otherwise.
void configure(Level least, Format format);

// Thread-safe. `message` is a constant; what varies goes into fields.
void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warn(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

// The line without its end, for tests: `time` is what the field ts shows.
std::string format_line(Format format, std::string_view time, Level level, std::string_view message,
                        Fields fields);

}  // namespace cckm::log
