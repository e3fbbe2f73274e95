// SPDX-License-Identifier: Apache-2.0
// The command line.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "exporter/log/log.h"
#include "exporter/web/server.h"

namespace cckm {

struct Flags {
  std::string config_file;
  bool config_check = false;        // validate and exit
  bool strict_permissions = false;  // refuse secrets that every user can read
  std::vector<ListenAddress> listen_addresses;
  std::string web_config_file;  // empty: none
  std::string telemetry_path = "/metrics";
  std::size_t max_requests = 40;  // scrapes in flight
  bool enable_lifecycle = false;  // POST /-/reload works
  std::chrono::milliseconds timeout_offset{500};
  log::Level log_level = log::Level::kInfo;
  log::Format log_format = log::Format::kLogfmt;
  bool once = false;  // one collection to standard output, then exit
};

struct ParsedFlags {
  Flags flags;
  int exit_code = -1;  // 0 after --help or --version, 2 after a mistake: nothing is left to do
};

// The configuration file that is read without --config.file: config/exporter.yml of the checkout
// whose build folder `program` lies in, else the installed one. The current folder does not matter.
std::string default_config_file(const std::filesystem::path& program);

// Reads the command line. Prints help and version to standard output, mistakes to standard error.
ParsedFlags parse_flags(int argc, const char* const* argv);

}  // namespace cckm
