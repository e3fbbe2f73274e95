// SPDX-License-Identifier: Apache-2.0
// Families as rows of a table: a name, a HELP text, a function that adds the samples, and a type.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <optional>
#include <set>
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

// Collects subjects. Of several with the same labels it keeps the first.
template <typename T>
class DistinctSubjects {
 public:
  void add(std::initializer_list<LabelView> view, const T& about) {
    Labels labels;
    append(labels, view);
    if (seen_.insert(labels).second) subjects_.push_back({std::move(labels), &about});
  }

  std::vector<Subject<T>> take() && { return std::move(subjects_); }

 private:
  std::set<Labels> seen_;
  std::vector<Subject<T>> subjects_;
};

// Collects the samples of one subject in one family.
class Samples {
 public:
  Samples(const Labels& labels, prometheus::MetricFamily& family)
      : labels_(labels), family_(family) {}

  void add(double value, std::initializer_list<LabelView> more = {}) {
    prometheus::ClientMetric& sample = family_.metric.emplace_back();
    const bool counter = family_.type == prometheus::MetricType::Counter;
    (counter ? sample.counter.value : sample.gauge.value) = value;
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
  prometheus::MetricFamily& family_;
};

template <typename T>
struct Family {
  const char* name;
  const char* help;
  void (*fill)(const T&, Samples&);
  prometheus::MetricType type = prometheus::MetricType::Gauge;  // or Counter
};

// Builds one family at a time and passes it to `sink`, unless it has no samples.
template <typename T, typename Sink>
void emit(std::type_identity_t<std::span<const Family<T>>> table,
          const std::vector<Subject<T>>& subjects, const Sink& sink) {
  for (const Family<T>& row : table) {
    prometheus::MetricFamily family{row.name, row.help, row.type, {}};
    for (const Subject<T>& subject : subjects) {
      Samples samples(subject.labels, family);
      row.fill(*subject.about, samples);
    }
    if (!family.metric.empty()) sink(family);
  }
}

}  // namespace cckm
