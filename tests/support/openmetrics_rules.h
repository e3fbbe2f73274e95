// SPDX-License-Identifier: Apache-2.0
// The rules of OpenMetrics 1.0 that the text format does not have, for pages without timestamps,
// units, exemplars and `_created`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace cckm::test {

// Checks the parts of a page in their order. Functions throw std::runtime_error with the rule that
// is broken.
class OpenMetricsRules {
 public:
  using Labels = std::map<std::string, std::string>;  // values with their quotes, as written

  // Begins a family. Ends the one before it.
  void begin_family(const std::string& name, const std::string& type, std::string_view help);
  void sample(const std::string& name, Labels labels, double value);
  // Ends the last family.
  void end() { end_metric(); }

 private:
  void begin_metric(const Labels& labels);
  void end_metric();
  void histogram_sample(const std::string& suffix, double bound, double value);

  std::set<std::string> families_;
  std::set<std::string> sample_names_;
  std::string family_;
  std::string type_;
  std::set<Labels> metrics_;  // of this family, by labels without `le`

  // The current metric of a histogram.
  bool is_open_ = false;
  Labels labels_;
  double bound_ = 0;
  double cumulative_ = 0;
  std::map<std::string, double> totals_;  // by suffix: _sum and _count
};

}  // namespace cckm::test
