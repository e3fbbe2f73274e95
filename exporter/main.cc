// SPDX-License-Identifier: Apache-2.0
// flags -> configuration -> exporter.
#include <malloc.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "exporter/exporter.h"
#include "exporter/flags.h"
#include "exporter/log.h"
#include "exporter/process_limits.h"
#include "exporter/standard_error.h"

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

// Who serves, asks for it; to all others it means nothing. Before the first thread, which inherits
// it.
void block_hangup() {
  std::signal(SIGHUP, SIG_DFL);  // nohup ignores it, and what is ignored is not even pending
  sigset_t hangup;
  sigemptyset(&hangup);
  sigaddset(&hangup, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &hangup, nullptr);
}

int run(const Flags& flags) {
  log::configure(flags.log_level, flags.log_format);
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
  block_hangup();
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
