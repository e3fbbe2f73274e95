// SPDX-License-Identifier: Apache-2.0
// Gauge families as rows of a table: a name, a HELP text, and a function that adds the samples.
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

// Appends labels, with empty ones: Prometheus takes the label of a target for one that is not on
// the page, even if it honors the page's labels.
inline void append(Labels& labels, std::initializer_list<LabelView> more) {
  for (const auto& [name, value] : more) {
    labels.push_back({std::string(name), std::string(value)});
  }
}

// A value to make samples of, and the labels that all of them have.
template <typename T>
struct Subject {
  Labels labels;
  const T* about;
};

// Collects the samples of one subject in one family.
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

  // Adds a sample only if there is a value.
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
  const char* help;  // must not contain a newline or a backslash: it is not escaped
  void (*fill)(const T&, Samples&);
};

// Builds one family at a time and passes it to `sink`, unless it has no samples.
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
