// SPDX-License-Identifier: Apache-2.0
// Writes a temporary file and renames it. The YAML needs no quotes: the simulator makes its texts.
#include "tests/simulator/published_files.h"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace cckm::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPasswordFile = "simulator.password";
constexpr const char* kCaFile = "simulator-ca.pem";

[[noreturn]] void fail(const fs::path& file) {
  throw fs::filesystem_error("cannot write", file, std::error_code(errno, std::generic_category()));
}

// Sets the mode while the file is still empty, so that no other user can read a secret.
void write(const fs::path& file, std::string_view text, fs::perms mode) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  if (!out) fail(file);
  fs::permissions(file, mode);
  out << text << std::flush;
  if (!out) fail(file);
}

std::string config_text(const SimulatorOptions& options, const Simulator& simulator) {
  std::ostringstream yaml;
  yaml << "# Written by cckm_simulator: a configuration for all of its runs.\n"
       << "managers:\n"
       << "  - name: simulator\n"
       << "    url: " << simulator.url() << "\n";
  if (options.plain_http) yaml << "    allow_plain_http: true\n";
  yaml << "    auth:\n"
       << "      username: " << options.username << "\n"
       << "      password_file: " << kPasswordFile << "\n";
  if (!options.plain_http)
    yaml << "    tls_config:\n"
         << "      ca_file: " << kCaFile << "\n"
         << "      server_name: " << options.certificate.common_name << "\n";
  if (options.default_world) yaml << "    discover: all\n";
  yaml << "    jobs:\n";
  for (const JobRef& job : simulator.jobs())
    yaml << "      - id: " << job.id << "\n        name: " << job.name
         << "\n        cloud: " << job.cloud << "\n        resource: " << job.resource << "\n";
  return yaml.str();
}

}  // namespace

void publish(const fs::path& file, std::string_view text, fs::perms mode) {
  fs::path temporary = file;
  temporary += ".new";
  write(temporary, text, mode);
  fs::rename(temporary, file);
}

void publish_config(const fs::path& file, const SimulatorOptions& options,
                    const Simulator& simulator) {
  const fs::path folder = file.parent_path();
  publish(folder / kPasswordFile, options.password + "\n", fs::perms(0600));
  publish(folder / kCaFile, simulator.ca_pem());
  publish(file, config_text(options, simulator));
}

}  // namespace cckm::test
