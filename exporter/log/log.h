// SPDX-License-Identifier: Apache-2.0
// Logs one line per event to standard error, as logfmt or JSON. A line that cannot be written at
// once is dropped and counted, so that no scrape waits for the log's reader.
#pragma once

#include <cstdint>
#include <string_view>

#include "exporter/log/log_line.h"

namespace cckm::log {

// Sets the lowest level that is logged and the format. The defaults are kInfo and kLogfmt.
// Precondition: called before any thread starts.
void configure(Level min_level, Format format);

// Log a line of that level. Never block and never throw. Thread-safe. `message` must be a constant;
// everything that varies belongs in `fields`.
void debug(std::string_view message, const Fields& fields = {});
void info(std::string_view message, const Fields& fields = {});
void warn(std::string_view message, const Fields& fields = {});
void error(std::string_view message, const Fields& fields = {});

// Returns how many lines were dropped or cut since the start. Thread-safe.
std::uint64_t lines_dropped();

}  // namespace cckm::log
