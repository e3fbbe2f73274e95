// SPDX-License-Identifier: Apache-2.0
// Writing to standard error so that whoever is at its other end cannot hold us up.
#pragma once

#include <cstddef>
#include <string_view>

namespace cckm {

// Takes the places of standard input, output and error where they are closed, so that no socket
// gets their numbers and our words with them. What is written there fails as before. To be called
// before anything is opened.
void occupy_standard_descriptors();

// Writes `text` without waiting: how much of it was taken, 0 where that is nothing or an error.
// Nothing or all if the descriptor is a pipe and the text not longer than PIPE_BUF. Only a file
// system that hangs can make it wait. SIGPIPE must be ignored.
std::size_t write_without_waiting(int descriptor, std::string_view text);

}  // namespace cckm
