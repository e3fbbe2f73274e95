// SPDX-License-Identifier: Apache-2.0
// Runs a real Alertmanager with the project's example configuration, and lists its alerts.
#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "tests/e2e/process.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// An Alertmanager with its own store and a free port, without a cluster, ready after construction.
// The constructor throws std::runtime_error with its output if it does not start.
class RunningAlertmanager {
 public:
  RunningAlertmanager();

  const std::string& address() const { return address_; }

  // Returns the alerts that have not ended, also suppressed ones. `name`: empty: all alerts.
  boost::json::array alerts(const std::string& name = "") const;

 private:
  TemporaryFolder folder_;
  Process process_;
  std::string address_;
};

}  // namespace cckm::test
