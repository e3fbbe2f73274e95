// SPDX-License-Identifier: Apache-2.0
// The whole program on a simulated CM: its configuration, its process and its pages. Failures are
// exceptions and not Catch2 assertions, so that the benchmarks can use it, too.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/http_get.h"
#include "tests/e2e/process.h"
#include "tests/simulator/simulator.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// The options of a manager in a configuration.
struct ManagerChoice {
  std::string name = "cm";
  std::string password = "simulated-password";
  std::string auth;        // entries of auth; empty: a user and that password
  std::string address;     // HOST:PORT; empty: the simulator's own
  std::string further_ca;  // PEM, in addition to the simulator's
  std::string server_name = "web.keysecure.local";  // empty: the URL's host is verified
  std::string tls;                 // further entries of tls_config, each after a comma
  std::string extra;               // further lines of the manager, indented by four spaces
  std::string discover;            // value of `discover`; empty: there is none
  std::vector<std::string> names;  // of the jobs; empty: every one, or none with `discover`
};

// The configuration file of an exporter, and the files that it names. Managers are added one by
// one.
class Configuration {
 public:
  void add(const Simulator& simulator, const ManagerChoice& choice = {});
  // Removes all managers and other lines. Files stay.
  void begin_anew() { yaml_ = "managers:\n"; }
  // Adds lines of the top level. Precondition: no manager is added after it.
  void end_with(const std::string& lines) { yaml_ += lines; }
  void write_password(const std::string& manager, const std::string& password) const;

  // Writes the file and returns its path.
  std::string path() const;
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  std::string yaml_ = "managers:\n";
};

// A running exporter.
class RunningExporter {
 public:
  // `launcher` is a command that ends with the execution of the exporter's own, such as `env`.
  explicit RunningExporter(const std::string& config_file,
                           const std::vector<std::string>& flags = {},
                           const std::vector<std::string>& launcher = {});
  explicit RunningExporter(const Configuration& configuration,
                           const std::vector<std::string>& flags = {})
      : RunningExporter(configuration.path(), flags) {}

  const std::string& address() const { return address_; }
  Process& process() { return process_; }

  HttpReply get(const std::string& target, const HttpFields& fields = {}) const {
    return http_get(address_, target, fields);
  }
  // Returns the page for a scraper with this timeout in seconds. Throws std::runtime_error if the
  // status is not 200.
  std::string scrape(const std::string& timeout = "10") const;

  // Sends SIGTERM, waits for the end and returns the exit code.
  int stop();

 private:
  Process process_;
  std::string address_;
};

// Runs the exporter to its end. Returns its exit code and its output.
struct RunResult {
  int exit_code;
  std::string output;
};
RunResult run_exporter(const std::vector<std::string>& flags);

// Returns the value of the series of `metric` that has all of `labels` (`name="value"`), or empty
// if there is none. Throws std::runtime_error if there are several.
std::optional<double> sample(const std::string& page, const std::string& metric,
                             const std::vector<std::string>& labels = {});

// Returns how often `part` is in the text.
int count_of(const std::string& text, const std::string& part);

}  // namespace cckm::test
