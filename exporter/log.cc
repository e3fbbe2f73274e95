// SPDX-License-Identifier: Apache-2.0
// Lines are put together here and written by spdlog.
#include "exporter/log.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <spdlog/fmt/chrono.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace cckm::log {
namespace {

constexpr std::array kLevelNames = {std::string_view("debug"), std::string_view("info"),
                                    std::string_view("warn"), std::string_view("error")};
constexpr std::array kSpdlogLevels = {spdlog::level::debug, spdlog::level::info,
                                      spdlog::level::warn, spdlog::level::err};

Format chosen_format = Format::kLogfmt;  // written by configure() alone, before any thread

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made =
        std::make_shared<spdlog::logger>("cckm", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *instance;
}

std::string timestamp() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds.count()), millis.count());
}

// A JSON string is also what logfmt readers take as a quoted value.
std::string quoted(std::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer, rapidjson::UTF8<>, rapidjson::ASCII<>> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return buffer.GetString();
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           return c <= ' ' || c == '"' || c == '=' || c == '\\' || c > '~';
         });
}

void append(std::string& line, Format format, std::string_view key, std::string_view value) {
  if (format == Format::kJson) {
    line += (line.empty() ? "{" : ",") + quoted(key) + ":" + quoted(value);
  } else {
    if (!line.empty()) line += ' ';
    line += key;
    line += '=';
    line += needs_quotes(value) ? quoted(value) : std::string(value);
  }
}

void write(Level level, std::string_view message, Fields fields) {
  const auto spdlog_level = kSpdlogLevels[static_cast<std::size_t>(level)];
  if (!logger().should_log(spdlog_level)) return;
  logger().log(spdlog_level, format_line(chosen_format, timestamp(), level, message, fields));
}

}  // namespace

std::string format_line(Format format, std::string_view time, Level level, std::string_view message,
                        Fields fields) {
  std::string line;
  append(line, format, "ts", time);
  append(line, format, "level", kLevelNames[static_cast<std::size_t>(level)]);
  append(line, format, "msg", message);
  for (const auto& [key, value] : fields) append(line, format, key, value);
  if (format == Format::kJson) line += '}';
  return line;
}

void configure(Level least, Format format) {
  chosen_format = format;
  logger().set_level(kSpdlogLevels[static_cast<std::size_t>(least)]);
}

void debug(std::string_view message, Fields fields) {
  write(Level::kDebug, message, fields);
}
void info(std::string_view message, Fields fields) {
  write(Level::kInfo, message, fields);
}
void warn(std::string_view message, Fields fields) {
  write(Level::kWarn, message, fields);
}
void error(std::string_view message, Fields fields) {
  write(Level::kError, message, fields);
}

}  // namespace cckm::log
