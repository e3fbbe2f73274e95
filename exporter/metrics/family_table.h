// SPDX-License-Identifier: Apache-2.0
// Gauge families as rows of a table: a name, a HELP, and how to fill it from one subject.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cckm {

using Labels = std::vector<prometheus::ClientMetric::Label>;
using LabelView = std::pair<std::string_view, std::string_view>;  // a name and a clean value

// Prometheus takes an empty label for a missing one, so it is not written.
inline void append(Labels& labels, std::initializer_list<LabelView> more) {
  for (const auto& [name, value] : more) {
    if (!value.empty()) labels.push_back({std::string(name), std::string(value)});
  }
}

// What samples are about, and the labels that all of them carry.
template <typename T>
struct Subject {
  Labels labels;
  const T* about;
};

// Where one subject's samples of one family go.
class Samples {
 public:
  Samples(const Labels& labels, std::vector<prometheus::ClientMetric>& out)
      : labels_(labels), out_(out) {}

  void add(double value, std::initializer_list<LabelView> more = {}) {
    prometheus::ClientMetric& sample = out_.emplace_back();
    sample.gauge.value = value;
    sample.label.reserve(labels_.size() + more.size());
    sample.label = labels_;
    append(sample.label, more);
  }

  // A value that there may not be has no sample then.
  void add_if(std::optional<double> value) {
    if (value) add(*value);
  }

 private:
  const Labels& labels_;
  std::vector<prometheus::ClientMetric>& out_;
};

template <typename T>
struct Family {
  const char* name;
  const char* help;  // written as it is: a constant without newline and backslash
  void (*fill)(const T&, Samples&);
};

// Hands each family that has samples to `sink`, before the next one is built.
template <typename T, typename Sink>
void emit(std::type_identity_t<std::span<const Family<T>>> table,
          const std::vector<Subject<T>>& subjects, const Sink& sink) {
  for (const Family<T>& row : table) {
    prometheus::MetricFamily family{row.name, row.help, prometheus::MetricType::Gauge, {}};
    for (const Subject<T>& subject : subjects) {
      Samples samples(subject.labels, family.metric);
      row.fill(*subject.about, samples);
    }
    if (!family.metric.empty()) sink(std::move(family));
  }
}

}  // namespace cckm
