// SPDX-License-Identifier: Apache-2.0
// The whole program on a simulated CM: its configuration in a folder of its own, its process, and
// what its pages say. What cannot be had is an exception, so that the benchmark can use it too.
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

// What differs from an ordinary configuration.
struct ManagerChoice {
  std::string name = "cm";
  std::string password = "simulated-password";
  std::string auth;        // entries of auth; empty: a user and that password
  std::string address;     // HOST:PORT; empty: the simulator's own
  std::string further_ca;  // PEM, beside the simulator's
  std::string server_name = "web.keysecure.local";  // empty: the URL's host is verified
  std::string tls;                 // further entries of tls_config, each after a comma
  std::string extra;               // further lines of the manager, indented by four spaces
  std::vector<std::string> names;  // of the jobs; empty: every job of the simulator
};

// The configuration of an exporter, with the files it names. Grows by one manager at a time.
class Configuration {
 public:
  void add(const Simulator& simulator, const ManagerChoice& choice = {});
  // Forgets all that was added; the files stay.
  void begin_anew() { yaml_ = "managers:\n"; }
  // Adds lines of the top level, after which no manager can be added.
  void end_with(const std::string& lines) { yaml_ += lines; }
  void write_password(const std::string& manager, const std::string& password) const;

  // Writes the file; returns its path.
  std::string path() const;
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  std::string yaml_ = "managers:\n";
};

// A running exporter.
class RunningExporter {
 public:
  explicit RunningExporter(const std::string& config_file,
                           const std::vector<std::string>& flags = {});
  explicit RunningExporter(const Configuration& configuration,
                           const std::vector<std::string>& flags = {})
      : RunningExporter(configuration.path(), flags) {}

  const std::string& address() const { return address_; }
  Process& process() { return process_; }

  HttpReply get(const std::string& target, const HttpFields& fields = {}) const {
    return http_get(address_, target, fields);
  }
  // The page, as a scraper with this timeout gets it. Throws std::runtime_error
  // if the answer is not a 200.
  std::string scrape(const std::string& timeout = "10") const;

  // Ends it by SIGTERM; its exit code.
  int stop();

 private:
  Process process_;
  std::string address_;
};

// Runs the exporter to its end: what it said, and its exit code.
struct Ended {
  int exit_code;
  std::string said;
};
Ended run_exporter(const std::vector<std::string>& flags);

// The value of the one series of `metric` whose labels hold all of `labels` (`name="value"`);
// empty if there is none. Throws std::runtime_error if there are several.
std::optional<double> sample(const std::string& page, const std::string& metric,
                             const std::vector<std::string>& labels = {});

}  // namespace cckm::test
