// SPDX-License-Identifier: Apache-2.0
// The one logger: a line per event on standard error, as logfmt or JSON. A line that cannot be
// written at once is dropped and counted: no scrape waits for whoever reads the log.
#pragma once

#include <cstdint>
#include <string_view>

#include "exporter/log/log_line.h"

namespace cckm::log {

// Before the first line; kInfo and kLogfmt otherwise.
void configure(Level least, Format format);

// Thread-safe; never wait and never throw. `message` is a constant; what varies goes into fields.
void debug(std::string_view message, const Fields& fields = {});
void info(std::string_view message, const Fields& fields = {});
void warn(std::string_view message, const Fields& fields = {});
void error(std::string_view message, const Fields& fields = {});

// How many lines were not written, or not as a whole, since the start. Thread-safe.
std::uint64_t lines_dropped();

}  // namespace cckm::log
