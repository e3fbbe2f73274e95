// SPDX-License-Identifier: Apache-2.0
// flags -> configuration -> exporter.
#include <malloc.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "exporter/config/load.h"
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

void print_problems(const std::vector<Problem>& errors) {
  std::cerr << errors.size() << (errors.size() == 1 ? " error" : " errors")
            << " in the configuration:\n";
  for (const auto& problem : errors) std::cerr << problem.to_string() << '\n';
}

int run(const Flags& flags) {
  log::configure(flags.log_level, flags.log_format);
  const Loaded loaded = load_settings(flags.config_file);
  const LoadedWeb web =
      flags.web_config_file.empty() ? LoadedWeb() : load_web_settings(flags.web_config_file);
  for (const auto& warning : loaded.warnings) {
    log::warn("configuration", {{"detail", warning.to_string()}});
  }
  if (!loaded.ok() || !web.ok()) {
    std::vector<Problem> errors = loaded.errors;
    errors.insert(errors.end(), web.errors.begin(), web.errors.end());
    print_problems(errors);
    return 1;
  }
  auto exporter = Exporter::create(loaded.settings);
  if (!exporter) {
    log::error("cannot start", {{"detail", exporter.failure().detail}});
    return 1;
  }
  if (flags.config_check) {
    std::cout << flags.config_file << " is valid\n";
    return 0;
  }
  return flags.once ? (*exporter)->once() : (*exporter)->serve(flags, web.settings);
}

}  // namespace

int main(int argc, char** argv) {
  cckm::occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a peer that hangs up is an error code, not our end
  std::signal(SIGHUP, SIG_IGN);
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
