// SPDX-License-Identifier: Apache-2.0
// Writes to standard error without blocking, even if its reader stalls.
#pragma once

#include <cstddef>
#include <string_view>

namespace cckm {

// Opens /dev/null as standard input, output and error where they are closed. Otherwise a socket
// could get such a number, and with it the log. Writes to them fail as before. Precondition: called
// before any other descriptor is opened.
void occupy_standard_descriptors();

// Writes `text` without blocking and returns how many bytes were written, 0 after an error. To a
// pipe it writes all or nothing, up to PIPE_BUF bytes. Only a file system that hangs can block it.
// Precondition: the process ignores SIGPIPE.
std::size_t write_without_waiting(int descriptor, std::string_view text);

}  // namespace cckm
