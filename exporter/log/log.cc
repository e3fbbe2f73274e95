// SPDX-License-Identifier: Apache-2.0
// spdlog filters by level and locks the sink, which writes without blocking.
#include "exporter/log/log.h"

#include <spdlog/fmt/chrono.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <exception>
#include <mutex>

#include "exporter/system/standard_error.h"

namespace cckm::log {
namespace {

constexpr std::array kSpdlogLevels = {spdlog::level::debug, spdlog::level::info,
                                      spdlog::level::warn, spdlog::level::err};

Format chosen_format = Format::kLogfmt;  // set by configure() before any thread starts
std::atomic<std::uint64_t> dropped = 0;

class StandardErrorSink final : public spdlog::sinks::base_sink<std::mutex> {
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::string line = cut_ ? "\n" : "";
    line.append(message.payload.data(), message.payload.size()) += '\n';
    const std::size_t written = write_without_waiting(STDERR_FILENO, line);
    if (written < line.size()) ++dropped;
    if (written > 0) cut_ = written < line.size();
  }
  void flush_() override {}

  bool cut_ = false;  // the last line was written without its end
};

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("cckm", std::make_shared<StandardErrorSink>());
    // spdlog's own handler blocks on standard error.
    made->set_error_handler([](const std::string&) { ++dropped; });
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

void write(Level level, std::string_view message, const Fields& fields) {
  try {
    const auto spdlog_level = kSpdlogLevels[static_cast<std::size_t>(level)];
    if (!logger().should_log(spdlog_level)) return;
    logger().log(spdlog_level, format_line(chosen_format, timestamp(), level, message, fields));
  } catch (const std::exception&) {
    ++dropped;
  }
}

}  // namespace

void configure(Level min_level, Format format) {
  chosen_format = format;
  logger().set_level(kSpdlogLevels[static_cast<std::size_t>(min_level)]);
}

void debug(std::string_view message, const Fields& fields) {
  write(Level::kDebug, message, fields);
}
void info(std::string_view message, const Fields& fields) {
  write(Level::kInfo, message, fields);
}
void warn(std::string_view message, const Fields& fields) {
  write(Level::kWarn, message, fields);
}
void error(std::string_view message, const Fields& fields) {
  write(Level::kError, message, fields);
}

std::uint64_t lines_dropped() {
  return dropped;
}

}  // namespace cckm::log
