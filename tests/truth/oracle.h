// SPDX-License-Identifier: Apache-2.0
// Says from a history itself which alerts must fire, and when. It knows nothing of the rules.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/truth/history.h"

namespace cckm::truth {

// An alert of one object, such as {"CckmScheduleMissed", "schedule-3"}.
struct AlertName {
  std::string alert;
  std::string object;  // schedule, sync_job, sync_job and region, or empty

  bool operator<(const AlertName& other) const {
    return std::tie(alert, object) < std::tie(other.alert, other.object);
  }
};

// The state of an alert at each step. A step that is neither is left to the rules.
struct Expected {
  std::vector<bool> must;   // it must fire
  std::vector<bool> may;    // it is right to fire
  std::vector<bool> cause;  // what the alert is about holds
};

// Returns all alerts that have a cause at some time. All others must never fire.
std::map<AlertName, Expected> expected_alerts(const History& history);

}  // namespace cckm::truth
