// SPDX-License-Identifier: Apache-2.0
// The expressions of dashboards, and the queries that Grafana makes of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/dashboards/dashboard.h"

namespace cckm::test {

enum class QueryKind { kInstant, kRange, kLabelValues };

struct Expression {
  std::string place;  // "overview.json / Failing regions / A"
  std::string text;   // with variables
  QueryKind kind = QueryKind::kInstant;
  std::int64_t points = 0;  // of a range: most points that its panel asks for; 0: its width
};

// Returns the expressions of a dashboard's panels, variables and annotations.
std::vector<Expression> expressions_of(const Dashboard& dashboard);

// The values of Grafana's variables of time: the selected range and the step, in seconds.
struct TimeRange {
  std::int64_t range = 3600;
  std::int64_t step = 15;
};

// Replaces every variable by Grafana's value for the choice "All". Unknown variables stay.
std::string with_all_chosen(std::string text, const TimeRange& time = {});

// Parses "label_values(up, job)" into the label job and the selector up. Throws std::runtime_error
// for any other text.
struct LabelValues {
  std::string label;
  std::string selector;
};
LabelValues parse_label_values(const std::string& text);

}  // namespace cckm::test
