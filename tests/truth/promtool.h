// SPDX-License-Identifier: Apache-2.0
// Lets promtool evaluate the project's rules over a history, and reads when each alert fired.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/truth/history.h"
#include "tests/truth/oracle.h"

namespace cckm::truth {

// For each alert that fired: true at each step at which it did.
using Firing = std::map<AlertName, std::vector<bool>>;

// Evaluates the rules of dashboards/rules at each step. Writes its input to `file`. Throws
// std::runtime_error if promtool fails.
Firing firing_alerts(const History& history, const std::string& file);

}  // namespace cckm::truth
