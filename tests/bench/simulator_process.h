// SPDX-License-Identifier: Apache-2.0
// The program cckm_simulator as a process of its own, so that its time and memory do not count.
#pragma once

#include <cstddef>
#include <string>

#include "tests/e2e/process.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

class SimulatorProcess {
 public:
  struct Options {
    std::size_t extra_jobs = 0;
    unsigned latency = 0;  // ms before each response
    bool plain_http = false;
  };

  // Throws std::runtime_error if it does not start.
  explicit SimulatorProcess(const Options& options);

  const std::string& url() const { return url_; }
  // Returns the path of an exporter configuration for all of its jobs.
  std::string config_file() const { return (folder_.path() / "exporter.yml").string(); }
  // Returns the folder of that file and of the files that it names.
  const TemporaryFolder& folder() const { return folder_; }

  // Counts since its start.
  struct Counts {
    double connections;
    double handshakes;
    double requests;
    double logins;
  };
  Counts counts() const;

  // Sends an order to the control interface (tests/simulator/control.h). Throws std::runtime_error
  // if it is rejected.
  void order(const std::string& target, const std::string& json) const;

 private:
  // Returns the URL in the next line of output with `words`, without its path.
  std::string await_url(const std::string& words);

  TemporaryFolder folder_;
  Process process_;
  std::string url_;
  std::string control_address_;
};

}  // namespace cckm::test
