// SPDX-License-Identifier: Apache-2.0
// The flags of the command line, and their defaults.
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
  std::chrono::milliseconds auto_reload_interval{30000};
  bool auto_reload = false;         // reload when a file of the configuration has changed
  bool config_check = false;        // validate, then exit
  bool strict_permissions = false;  // reject secret files that every user can read
  bool once = false;                // one collection to standard output, then exit
  bool healthcheck = false;         // ask the exporter that listens on the first address, then exit
  bool systemd_socket = false;      // serve systemd's sockets, not listen_addresses
  bool enable_lifecycle = false;    // permit POST /-/reload
  std::vector<ListenAddress> listen_addresses;
  std::string web_config_file;  // empty: none
  std::string route_prefix;     // of all paths, such as "/cckm"; empty: none
  std::string telemetry_path = "/metrics";
  std::size_t max_requests = 40;                  // concurrent scrapes
  std::chrono::milliseconds timeout_offset{500};  // subtracted from the announced timeout
  log::Level log_level = log::Level::kInfo;
  log::Format log_format = log::Format::kLogfmt;
};

struct ParsedFlags {
  Flags flags;
  int exit_code = -1;  // 0 after --help or --version, 2 after an error, -1: run the program
};

// Returns the default of --config.file: config/exporter.yml of the checkout if `program` lies in
// its build folder, else the installed file. Does not depend on the current folder.
std::string default_config_file(const std::filesystem::path& program);

// Parses the command line. Prints help and version to standard output, errors to standard error.
ParsedFlags parse_flags(int argc, const char* const* argv);

}  // namespace cckm
