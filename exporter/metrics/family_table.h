// SPDX-License-Identifier: Apache-2.0
// Families as rows of a table: a name, a HELP text, a function that adds the samples, and a type.
#pragma once

#include <prometheus/metric_type.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "exporter/metrics/page_writer.h"
#include "exporter/model/timestamp.h"

namespace cckm {

// A value to make samples of, and the labels that all of them have.
template <typename T>
struct Subject {
  std::string labels;  // of append_labels()
  const T* about;
};

// Collects subjects. Of several with the same labels, the first is kept.
template <typename T>
class DistinctSubjects {
 public:
  // The values of the labels must be clean.
  void add(std::initializer_list<LabelView> view, const T& about) {
    append_labels(subjects_.emplace_back(Subject<T>{{}, &about}).labels, view);
  }
  void reserve(std::size_t subjects) { subjects_.reserve(subjects); }

  // Returns the subjects in the order in which they were added.
  std::vector<Subject<T>> take() && {
    // A set of the labels would take many times the memory of these pointers.
    std::vector<Subject<T>*> sorted;
    sorted.reserve(subjects_.size());
    for (Subject<T>& subject : subjects_) sorted.push_back(&subject);
    std::ranges::stable_sort(
        sorted, {}, [](const auto* subject) -> const std::string& { return subject->labels; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      if (sorted[i]->labels == sorted[i - 1]->labels) sorted[i]->about = nullptr;
    }
    std::erase_if(subjects_, [](const auto& subject) { return subject.about == nullptr; });
    return std::move(subjects_);
  }

 private:
  std::vector<Subject<T>> subjects_;
};

// Returns a time as a value for Samples::add_if().
inline std::optional<double> seconds_if(const std::optional<Timestamp>& when) {
  return when ? std::optional(unix_seconds(*when)) : std::nullopt;
}

// Writes the samples of one family, and its head before the first.
class Samples {
 public:
  Samples(PageWriter& page, const char* name, const char* help, prometheus::MetricType type)
      : page_(page), name_(name), help_(help), type_(type) {}

  // The next samples are of a subject with these labels.
  void begin_subject(std::string_view labels) {
    labels_ = labels;
    subject_size_ = labels.size();
  }

  // `more` are labels with clean values.
  void add(double value, std::initializer_list<LabelView> more = {}) {
    if (!begun_) page_.begin(name_, help_, type_);
    begun_ = true;
    labels_.resize(subject_size_);
    append_labels(labels_, more);
    page_.sample(name_, labels_, value);
  }

  // Adds a sample only if there is a value.
  void add_if(std::optional<double> value) {
    if (value) add(*value);
  }

 private:
  PageWriter& page_;
  const char* const name_;
  const char* const help_;
  const prometheus::MetricType type_;
  bool begun_ = false;
  std::string labels_;            // of the subject, then of the last sample
  std::size_t subject_size_ = 0;  // of the labels of the subject
};

template <typename T>
struct Family {
  const char* name;
  const char* help;
  void (*fill)(const T&, Samples&);
  prometheus::MetricType type = prometheus::MetricType::Gauge;  // or Counter
};

// Writes one family after the other, but none without samples.
template <typename T>
void write_families(std::type_identity_t<std::span<const Family<T>>> table,
                    const std::vector<Subject<T>>& subjects, PageWriter& page) {
  for (const Family<T>& row : table) {
    Samples samples(page, row.name, row.help, row.type);
    for (const Subject<T>& subject : subjects) {
      samples.begin_subject(subject.labels);
      row.fill(*subject.about, samples);
    }
  }
}

}  // namespace cckm
