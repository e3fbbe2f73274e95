// SPDX-License-Identifier: Apache-2.0
// For tests with real sockets: a process that ignores SIGPIPE, and a time that is long enough.
#pragma once

#include <chrono>
#include <csignal>

namespace cckm::test {

// As in main(): a write to a closed connection must be an error, not a signal.
[[maybe_unused]] inline const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

// Enough for every step of a test on the slowest machine.
inline constexpr std::chrono::seconds kLong{30};

}  // namespace cckm::test
