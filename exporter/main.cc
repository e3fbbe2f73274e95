// SPDX-License-Identifier: Apache-2.0
// flags -> configuration -> exporter.
#include <malloc.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "exporter/exporter.h"
#include "exporter/flags.h"
#include "exporter/log/log.h"
#include "exporter/system/process_limits.h"
#include "exporter/system/standard_error.h"

namespace {

using namespace cckm;

// Each scrape builds a page of megabytes and forgets it. An arena for each of the workers' threads
// would cost more memory than all else; and unless told a threshold, glibc learns from the first
// page to keep such blocks.
void spare_memory() {
  constexpr int kMappedBytes = 128 << 10;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, kMappedBytes);
}

// A peer that hangs up and a log that may not grow are error codes, not our end; and neither is
// what somebody sends who takes us for another program.
void ignore_signals() {
  for (const int number : {SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2}) {
    std::signal(number, SIG_IGN);
  }
}

// Those that the server reads through descriptors. Blocked before the first thread starts, which
// inherits that, and until the process ends, so that none of them can kill it on the way out.
sigset_t server_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  return signals;
}

void block_server_signals() {
  std::signal(SIGHUP, SIG_DFL);  // nohup ignores it, and an ignored signal is never pending
  const sigset_t signals = server_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// Without a server they end the process, as they end any program.
void unblock_server_signals() {
  const sigset_t signals = server_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

int run(const Flags& flags) {
  log::configure(flags.log_level, flags.log_format);
  if (flags.config_check || flags.once) unblock_server_signals();
  Exporter exporter(flags);
  if (const auto problems = exporter.load(); !problems.empty()) {
    std::cerr << summary_of(problems);
    return 1;
  }
  if (flags.config_check) {
    std::cout << flags.config_file << " is valid\n";
    return 0;
  }
  return flags.once ? exporter.once() : exporter.serve();
}

}  // namespace

int main(int argc, char** argv) {
  cckm::occupy_standard_descriptors();
  ignore_signals();
  block_server_signals();
  forbid_memory_dumps();  // before any secret is read
  raise_descriptor_limit();
  spare_memory();
  try {
    const auto parsed = cckm::parse_flags(argc, argv);
    return parsed.exit_code >= 0 ? parsed.exit_code : run(parsed.flags);
  } catch (const std::exception& error) {
    cckm::log::error("cannot go on", {{"exception", error.what()}});
    return 1;
  }
}
