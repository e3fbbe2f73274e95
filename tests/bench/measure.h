// SPDX-License-Identifier: Apache-2.0
// Statistics of measured values, and a table that compares them with limits.
#pragma once

#include <string>
#include <vector>

namespace cckm::test {

// Returns the value that `share` (0 to 1) of the values do not exceed. Throws std::runtime_error if
// there are none.
double percentile(std::vector<double> values, double share);
inline double median(std::vector<double> values) {
  return percentile(std::move(values), 0.5);
}

// Returns the values of all series of `metric` that have labels.
std::vector<double> values_of(const std::string& page, const std::string& metric);
// Returns their sum.
double sum_of(const std::string& page, const std::string& metric);

// Prints one line for each figure. missed() is true if a figure exceeded its limit.
class Table {
 public:
  void row(const std::string& what, double value, const char* unit) const;
  void row(const std::string& what, double value, const char* unit, double most);
  bool missed() const { return missed_; }

 private:
  bool missed_ = false;
};

}  // namespace cckm::test
