// SPDX-License-Identifier: Apache-2.0
// Prepares the process, parses the flags, loads the configuration and runs the exporter.
#include <malloc.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "exporter/config/web_settings.h"
#include "exporter/exporter.h"
#include "exporter/flags.h"
#include "exporter/healthcheck.h"
#include "exporter/log/log.h"
#include "exporter/system/process_limits.h"
#include "exporter/system/standard_error.h"

namespace {

using namespace cckm;

// Keeps glibc from holding the memory of pages. Each scrape builds a page of megabytes and frees
// it. One arena for each worker thread would take more memory than everything else. Without a fixed
// threshold, glibc raises it at the first page and then keeps such blocks.
void limit_heap() {
  constexpr int kMappedBytes = 128 << 10;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, kMappedBytes);
}

// Ignores signals that would end the process without need. A closed connection and a full log are
// reported by error codes. Other programs reopen their logs at SIGUSR1 or SIGUSR2.
void ignore_signals() {
  for (const int number : {SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2}) {
    std::signal(number, SIG_IGN);
  }
}

// Returns the signals that the server reads through a signalfd.
sigset_t server_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  return signals;
}

// Blocks them for every thread, which inherits the mask, and until the process ends, so that none
// can kill it during its shutdown. Precondition: no other thread has started.
void block_server_signals() {
  std::signal(SIGHUP, SIG_DFL);  // nohup ignores it, and an ignored signal never becomes pending
  const sigset_t signals = server_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// Restores their default, to end the process, for a run without a server.
void unblock_server_signals() {
  const sigset_t signals = server_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

// Returns how an exporter with these flags serves.
ServedAt served_at(const Flags& flags) {
  const bool tls = !flags.web_config_file.empty() &&
                   load_web_settings(flags.web_config_file).settings.tls.has_value();
  return {flags.listen_addresses.front(), flags.route_prefix, tls};
}

int run(const Flags& flags) {
  log::configure(flags.log_level, flags.log_format);
  if (flags.config_check || flags.once || flags.healthcheck) unblock_server_signals();
  if (flags.healthcheck) return check_health(served_at(flags));
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
  limit_heap();
  try {
    const auto parsed = cckm::parse_flags(argc, argv);
    return parsed.exit_code >= 0 ? parsed.exit_code : run(parsed.flags);
  } catch (const std::exception& error) {
    cckm::log::error("exporter ends after an unexpected exception", {{"exception", error.what()}});
    return 1;
  }
}
