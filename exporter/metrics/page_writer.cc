// SPDX-License-Identifier: Apache-2.0
// Every sample is the same in both formats. They differ only in HELP, TYPE and the end of the page.
// prometheus-cpp has a serializer of the text format, too. It writes the same bytes by
// std::ostream, which takes several times the instructions.
//
// Values have 16 digits, and "Nan" is spelled so, as prometheus-cpp does.
//
// The label `le` of a histogram is written like a value: `le="1"`. OpenMetrics recommends
// `le="1.0"`, but forbids parsers to reject other forms. Prometheus 2 stores the label as it is
// written, so "1.0" would be a second series beside that of the text format. Prometheus 3 changes
// both forms to "1.0".
#include "exporter/metrics/page_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace cckm {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kTotal = "_total";
constexpr std::string_view kOpenMetricsEnd = "# EOF\n";  // a page without it is incomplete
constexpr std::size_t kPieceBytes = 16 << 10;

bool is_counter(std::string_view name, MetricType type) {
  return type == MetricType::Counter && name.ends_with(kTotal);
}

std::string_view family_name(std::string_view name, MetricType type, PageFormat format) {
  if (format == PageFormat::kOpenMetrics && is_counter(name, type)) {
    name.remove_suffix(kTotal.size());
  }
  return name;
}

std::string_view type_name(std::string_view name, MetricType type, PageFormat format) {
  const bool text = format == PageFormat::kText;
  switch (type) {
    case MetricType::Counter:
      return text || is_counter(name, type) ? "counter" : "unknown";
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Histogram:
      return "histogram";
    case MetricType::Summary:
      return "summary";
    default:
      return text ? "untyped" : "unknown";
  }
}

// Appends `text` with a backslash before each character of `special`.
void append_escaped(std::string& out, std::string_view text, std::string_view special) {
  auto begin = text.begin();
  for (;;) {
    // Not string_view::find_first_of(), which calls memchr for each character.
    const auto end = std::find_first_of(begin, text.end(), special.begin(), special.end());
    out.append(begin, end);
    if (end == text.end()) return;
    out.append(1, '\\').append(1, *end == '\n' ? 'n' : *end);
    begin = end + 1;
  }
}

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, std::numeric_limits<std::uint64_t>::digits10 + 1> digits;
  out.append(digits.begin(), std::to_chars(digits.begin(), digits.end(), value).ptr);
}

void append_number(std::string& out, double value) {
  constexpr int kDigits = std::numeric_limits<double>::max_digits10 - 1;
  constexpr std::size_t kLongest = kDigits + 8;  // with a sign, a point and e-308
  constexpr double kLeastExponent = 1e16;        // a whole number from here on has an exponent
  if (std::isnan(value)) {
    out += "Nan";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Inf" : "+Inf";
  } else if (!std::signbit(value) && value < kLeastExponent && value == std::trunc(value)) {
    append_number(out, static_cast<std::uint64_t>(value));  // the same text for half of the time
  } else {
    std::array<char, kLongest> text;
    const auto written =
        std::to_chars(text.begin(), text.end(), value, std::chars_format::general, kDigits);
    out.append(text.begin(), written.ptr);
  }
}

void append_label(std::string& labels, std::string_view name, std::string_view value) {
  if (!labels.empty()) labels += ',';
  labels.append(name).append("=\"");
  append_escaped(labels, value, "\\\"\n");
  labels += '"';
}

std::string labels_of(const ClientMetric& metric) {
  std::string labels;
  for (const auto& label : metric.label) append_label(labels, label.name, label.value);
  return labels;
}

// Returns `labels` with one that the type of the metric adds: `le` or `quantile`.
std::string with_bound(std::string labels, std::string_view name, double value) {
  std::string text;
  append_number(text, value);
  append_label(labels, name, text);
  return labels;
}

}  // namespace

void append_labels(std::string& labels, std::initializer_list<LabelView> more) {
  for (const auto& [name, value] : more) append_label(labels, name, value);
}

PageWriter::PageWriter(TextSink sink, PageFormat format)
    : sink_(std::move(sink)), format_(format) {}

void PageWriter::begin(std::string_view name, std::string_view help, MetricType type) {
  const std::string_view family = family_name(name, type, format_);
  if (!help.empty()) {
    piece_.append("# HELP ").append(family).append(" ");
    append_escaped(piece_, help, format_ == PageFormat::kText ? "\\\n" : "\\\"\n");
    piece_ += '\n';
  }
  piece_.append("# TYPE ").append(family).append(" ");
  piece_.append(type_name(name, type, format_)).append("\n");
}

void PageWriter::sample(std::string_view name, std::string_view labels, double value) {
  line(name, "", labels, value);
}

void PageWriter::add(const MetricFamily& family) {
  begin(family.name, family.help, family.type);
  for (const ClientMetric& metric : family.metric) {
    const std::string labels = labels_of(metric);
    switch (family.type) {
      case MetricType::Counter:
        sample(family.name, labels, metric.counter.value);
        break;
      case MetricType::Gauge:
        sample(family.name, labels, metric.gauge.value);
        break;
      case MetricType::Histogram:
        add_histogram(family.name, labels, metric.histogram);
        break;
      case MetricType::Summary:
        add_summary(family.name, labels, metric.summary);
        break;
      default:
        sample(family.name, labels, metric.untyped.value);
    }
  }
}

void PageWriter::end() {
  if (format_ == PageFormat::kOpenMetrics) piece_ += kOpenMetricsEnd;
  sink_(piece_);
  piece_.clear();
}

template <typename Number>
void PageWriter::line(std::string_view name, std::string_view suffix, std::string_view labels,
                      Number value) {
  piece_.append(name).append(suffix);
  if (!labels.empty()) piece_.append("{").append(labels).append("}");
  piece_ += ' ';
  append_number(piece_, value);
  piece_ += '\n';
  if (piece_.size() < kPieceBytes) return;
  sink_(piece_);
  piece_.clear();
}

void PageWriter::add_histogram(const std::string& name, const std::string& labels,
                               const ClientMetric::Histogram& histogram) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  line(name, "_count", labels, histogram.sample_count);
  line(name, "_sum", labels, histogram.sample_sum);
  for (const auto& bucket : histogram.bucket) {
    line(name, "_bucket", with_bound(labels, "le", bucket.upper_bound), bucket.cumulative_count);
  }
  if (histogram.bucket.empty() || histogram.bucket.back().upper_bound != kInfinity) {
    line(name, "_bucket", with_bound(labels, "le", kInfinity), histogram.sample_count);
  }
}

void PageWriter::add_summary(const std::string& name, const std::string& labels,
                             const ClientMetric::Summary& summary) {
  line(name, "_count", labels, summary.sample_count);
  line(name, "_sum", labels, summary.sample_sum);
  for (const auto& quantile : summary.quantile) {
    line(name, "", with_bound(labels, "quantile", quantile.quantile), quantile.value);
  }
}

}  // namespace cckm
