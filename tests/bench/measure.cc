// SPDX-License-Identifier: Apache-2.0
// Reads values of pages and prints rows.
#include "tests/bench/measure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace cckm::test {
double percentile(std::vector<double> values, double share) {
  if (values.empty()) throw std::runtime_error("nothing was measured");
  const auto rank = std::ceil(share * static_cast<double>(values.size()));
  const auto place = values.begin() + std::max<std::ptrdiff_t>(0, std::lround(rank) - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

std::vector<double> values_of(const std::string& page, const std::string& metric) {
  std::vector<double> values;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(metric + "{")) continue;
    values.push_back(std::stod(line.substr(line.rfind(' ') + 1)));
  }
  return values;
}

double sum_of(const std::string& page, const std::string& metric) {
  const auto values = values_of(page, metric);
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void Table::row(const std::string& what, double value, const char* unit) const {
  std::printf("%-46s %10.3f %s\n", what.c_str(), value, unit);
  std::fflush(stdout);
}

void Table::row(const std::string& what, double value, const char* unit, double most) {
  const bool kept = value <= most;
  missed_ = missed_ || !kept;
  std::printf("%-46s %10.3f %-4s at most %g: %s\n", what.c_str(), value, unit, most,
              kept ? "ok" : "MISSED");
  std::fflush(stdout);
}

}  // namespace cckm::test
