// SPDX-License-Identifier: Apache-2.0
// All that dashboards ask of Prometheus, and how Grafana would ask it.
#pragma once

#include <string>
#include <vector>

#include "tests/dashboards/dashboard.h"

namespace cckm::test {

enum class Asked { kNow, kOverTime, kLabelValues };

struct Expression {
  std::string place;  // "overview.json / Failing regions / A"
  std::string text;   // as it stands there
  Asked asked = Asked::kNow;
};

// Those of its panels, its variables and its annotations.
std::vector<Expression> expressions_of(const Dashboard& dashboard);

// The text with every variable replaced by what Grafana puts there if all is chosen. Variables it
// does not know stay.
std::string with_all_chosen(std::string text);

// Of "label_values(up, job)": job and up. Throws std::runtime_error for anything else.
struct LabelValues {
  std::string label;
  std::string selector;
};
LabelValues parse_label_values(const std::string& text);

}  // namespace cckm::test
