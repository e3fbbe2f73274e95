// SPDX-License-Identifier: Apache-2.0
// Writes configurations, runs the exporter and reads samples of pages.
#include "tests/e2e/scene.h"

#include <algorithm>
#include <csignal>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace cckm::test {
namespace {

bool chosen(const ManagerChoice& choice, const std::string& name) {
  if (choice.names.empty()) return choice.discover.empty();
  return std::find(choice.names.begin(), choice.names.end(), name) != choice.names.end();
}

// Returns the lines of the jobs of a manager. They are empty if none is chosen.
std::string jobs_of(const Simulator& simulator, const ManagerChoice& choice) {
  std::string lines;
  for (const JobRef& job : simulator.jobs()) {
    if (!chosen(choice, job.name)) continue;
    lines += "      - {id: " + job.id + ", name: " + job.name + ", cloud: " + job.cloud +
             ", resource: " + job.resource + "}\n";
  }
  return lines.empty() ? "" : "    jobs:\n" + lines;
}

std::string url_of(const Simulator& simulator, const ManagerChoice& choice) {
  const std::string& own = simulator.url();
  return choice.address.empty() ? own : own.substr(0, own.find("//") + 2) + choice.address;
}

std::string auth_of(const ManagerChoice& choice) {
  if (!choice.auth.empty()) return choice.auth;
  return "username: cckm-exporter, password_file: " + choice.name + "-password";
}

std::string tls_of(const ManagerChoice& choice) {
  const std::string name = choice.server_name.empty() ? "" : ", server_name: " + choice.server_name;
  return "ca_file: " + choice.name + "-ca.pem" + name + choice.tls;
}

std::vector<std::string> command(const std::vector<std::string>& flags) {
  std::vector<std::string> all{CCKM_EXPORTER};
  all.insert(all.end(), flags.begin(), flags.end());
  return all;
}

// Returns the output. Throws std::runtime_error if it contains the tests' password, plain or in
// Base64, or the beginning of a token.
const std::string& without_secrets(const std::string& output) {
  for (const auto* secret : {"simulated-password", "c2ltdWxhdGVkLXBhc3N3b3Jk", "eyJhbGciOi"}) {
    if (output.find(secret) != std::string::npos)
      throw std::runtime_error("the output contains a secret");
  }
  return output;
}

std::vector<std::string> serving(const std::string& config_file,
                                 const std::vector<std::string>& flags,
                                 const std::vector<std::string>& launcher) {
  std::vector<std::string> all = launcher;
  const std::vector<std::string> own = command(flags);
  all.insert(all.end(), own.begin(), own.end());
  all.insert(all.end(), {"--config.file", config_file, "--web.listen-address", "127.0.0.1:0",
                         "--log.level", "debug"});
  return all;
}

}  // namespace

void Configuration::add(const Simulator& simulator, const ManagerChoice& choice) {
  write_password(choice.name, choice.password);
  folder_.write(choice.name + "-ca.pem", simulator.ca_pem() + choice.further_ca);
  std::ostringstream yaml;
  yaml << "  - name: " << choice.name << "\n    url: " << url_of(simulator, choice)
       << "\n    auth: {" << auth_of(choice) << "}\n    tls_config: {" << tls_of(choice) << "}\n"
       << choice.extra;
  if (!choice.discover.empty()) yaml << "    discover: " << choice.discover << '\n';
  yaml << jobs_of(simulator, choice);
  yaml_ += yaml.str();
}

void Configuration::write_password(const std::string& manager, const std::string& password) const {
  folder_.write(manager + "-password", password);
}

std::string Configuration::path() const {
  return folder_.write("exporter.yml", yaml_);
}

RunningExporter::RunningExporter(const std::string& config_file,
                                 const std::vector<std::string>& flags,
                                 const std::vector<std::string>& launcher)
    : process_(serving(config_file, flags, launcher)) {
  const std::string line = process_.await_line("msg=listening");
  address_ = line.substr(line.find("address=") + 8);
}

std::string RunningExporter::scrape(const std::string& timeout) const {
  const auto reply = get("/metrics", {{"X-Prometheus-Scrape-Timeout-Seconds", timeout}});
  if (reply.result_int() != 200) {
    throw std::runtime_error("the status of a scrape is " + std::to_string(reply.result_int()));
  }
  return without_secrets(reply.body());
}

int RunningExporter::stop() {
  process_.signal(SIGTERM);
  const int exit_code = process_.wait();
  const std::string output = without_secrets(process_.output());
  if (exit_code != 0) std::cerr << output;
  return exit_code;
}

RunResult run_exporter(const std::vector<std::string>& flags) {
  Process process(command(flags));
  const int exit_code = process.wait();
  return {exit_code, without_secrets(process.output())};
}

std::optional<double> sample(const std::string& page, const std::string& metric,
                             const std::vector<std::string>& labels) {
  std::optional<double> value;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const bool is_metric = line.rfind(metric + "{", 0) == 0 || line.rfind(metric + " ", 0) == 0;
    const bool matches = std::all_of(labels.begin(), labels.end(), [&](const std::string& label) {
      return line.find(label) != std::string::npos;
    });
    if (!is_metric || !matches) continue;
    if (value) throw std::runtime_error("more than one series: " + line);
    value = std::stod(line.substr(line.rfind(' ') + 1));
  }
  return value;
}

int count_of(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace cckm::test
