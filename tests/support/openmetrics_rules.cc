// SPDX-License-Identifier: Apache-2.0
// Keeps the state of the current family and, in a histogram, of the current metric.
#include "tests/support/openmetrics_rules.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace cckm::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void require_rule(bool condition, const std::string& rule) {
  if (!condition) throw std::runtime_error(rule);
}

// Every backslash escapes one of `n`, `"` and `\`, and every quote is escaped.
bool is_escaped(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] != '\\') continue;
    if (++i == text.size() || std::string_view("n\"\\").find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_count(double value) {
  return value >= 0 && std::isfinite(value) && std::floor(value) == value;
}

// Removes the label `le` and returns its number.
double take_bound(OpenMetricsRules::Labels& labels) {
  const auto bound = labels.find("le");
  require_rule(bound != labels.end(), "a bucket without le");
  const std::string text = bound->second.substr(1, bound->second.size() - 2);
  labels.erase(bound);
  std::size_t used = 0;
  const double number = std::stod(text, &used);
  require_rule(used == text.size(), "le is no number");
  require_rule(std::isfinite(number) || text == "+Inf", "infinity is not +Inf");
  return number;
}

}  // namespace

void OpenMetricsRules::begin_family(const std::string& name, const std::string& type,
                                    std::string_view help) {
  end_metric();
  family_ = name;
  type_ = type;
  metrics_.clear();
  require_rule(is_escaped(help), "HELP is not escaped");
  require_rule(families_.insert(name).second, "family twice");
  require_rule(!sample_names_.contains(name),
               "the name of a family is that of another one's sample");
  require_rule(type != "counter" || !name.ends_with("_total"),
               "the family of a counter ends in _total");
}

void OpenMetricsRules::sample(const std::string& name, Labels labels, double value) {
  require_rule(name == family_ || !families_.contains(name),
               "a sample has the name of another family");
  sample_names_.insert(name);
  if (type_ == "counter")
    require_rule(value >= 0 && !std::isnan(value), "a counter is negative or NaN");
  if (type_ != "histogram") return;
  const std::string suffix = name.substr(family_.size());
  const double bound = suffix == "_bucket" ? take_bound(labels) : 0;
  if (!is_open_ || labels != labels_) begin_metric(labels);
  histogram_sample(suffix, bound, value);
}

void OpenMetricsRules::begin_metric(const Labels& labels) {
  end_metric();
  require_rule(metrics_.insert(labels).second, "the samples of a metric are not in one piece");
  is_open_ = true;
  labels_ = labels;
  bound_ = -kInfinity;
  cumulative_ = 0;
  totals_.clear();
}

void OpenMetricsRules::histogram_sample(const std::string& suffix, double bound, double value) {
  require_rule(suffix == "_sum" || is_count(value), "a count is no natural number");
  if (suffix != "_bucket") {
    totals_[suffix] = value;
    return;
  }
  require_rule(bound > bound_, "the buckets are not in the order of le");
  require_rule(value >= cumulative_, "the buckets are not cumulative");
  bound_ = bound;
  cumulative_ = value;
}

void OpenMetricsRules::end_metric() {
  if (!std::exchange(is_open_, false)) return;
  require_rule(bound_ == kInfinity, "a histogram without the bucket +Inf");
  require_rule(totals_.contains("_sum"), "a histogram without _sum");
  require_rule(totals_.contains("_count"), "a histogram without _count");
  require_rule(totals_.at("_count") == cumulative_, "_count is not the bucket +Inf");
}

}  // namespace cckm::test
