// SPDX-License-Identifier: Apache-2.0
// A real Alertmanager with our example configuration, and what its API says of alerts.
#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "tests/e2e/process.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// With a store and a free port of its own, alone in its cluster, and ready once it is constructed.
// Throws std::runtime_error, with what it said, where it does not start.
class RunningAlertmanager {
 public:
  RunningAlertmanager();

  const std::string& address() const { return address_; }

  // The alerts that have not ended, silenced ones too: all, or those of this name.
  boost::json::array alerts(const std::string& name = "") const;

 private:
  TemporaryFolder folder_;
  Process process_;
  std::string address_;
};

}  // namespace cckm::test
