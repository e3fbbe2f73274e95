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
#include "exporter/metrics/family_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace cckm {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kTotal = "_total";

// A label that the type of the metric adds: `le` or `quantile`.
struct Bound {
  std::string_view name;
  double value;
};

bool is_counter(const MetricFamily& family) {
  return family.type == MetricType::Counter && family.name.ends_with(kTotal);
}

std::string_view family_name(const MetricFamily& family, PageFormat format) {
  std::string_view name = family.name;
  if (format == PageFormat::kOpenMetrics && is_counter(family)) name.remove_suffix(kTotal.size());
  return name;
}

std::string_view type_name(const MetricFamily& family, PageFormat format) {
  const bool text = format == PageFormat::kText;
  switch (family.type) {
    case MetricType::Counter:
      return text || is_counter(family) ? "counter" : "unknown";
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

constexpr bool is_special(char c) {
  return c == '\\' || c == '"' || c == '\n';
}

// HELP of the text format.
constexpr bool is_special_but_quote(char c) {
  return is_special(c) && c != '"';
}

// Appends `text` with a backslash before each special character.
template <bool special(char) = is_special>
void append_escaped(std::string& page, std::string_view text) {
  auto begin = text.begin();
  for (;;) {
    const auto end = std::find_if(begin, text.end(), special);
    page.append(begin, end);
    if (end == text.end()) return;
    page.append(1, '\\').append(1, *end == '\n' ? 'n' : *end);
    begin = end + 1;
  }
}

void append_number(std::string& page, std::uint64_t value) {
  std::array<char, std::numeric_limits<std::uint64_t>::digits10 + 1> digits;
  page.append(digits.begin(), std::to_chars(digits.begin(), digits.end(), value).ptr);
}

void append_number(std::string& page, double value) {
  constexpr int kDigits = std::numeric_limits<double>::max_digits10 - 1;
  constexpr std::size_t kLongest = kDigits + 8;  // with a sign, a point and e-308
  if (std::isnan(value)) {
    page += "Nan";
  } else if (std::isinf(value)) {
    page += value < 0 ? "-Inf" : "+Inf";
  } else {
    std::array<char, kLongest> text;
    const auto written =
        std::to_chars(text.begin(), text.end(), value, std::chars_format::general, kDigits);
    page.append(text.begin(), written.ptr);
  }
}

void append_labels(std::string& page, const ClientMetric& metric,
                   const std::optional<Bound>& bound) {
  char before = '{';
  for (const auto& label : metric.label) {
    page.append(1, before).append(label.name).append("=\"");
    append_escaped(page, label.value);
    page += '"';
    before = ',';
  }
  if (bound) {
    page.append(1, before).append(bound->name).append("=\"");
    append_number(page, bound->value);
    page += '"';
    before = ',';
  }
  if (before == ',') page += '}';
}

// Appends the lines of one family.
class Lines {
 public:
  Lines(std::string& page, const MetricFamily& family) : page_(page), family_(family) {}

  void add(const ClientMetric& metric) {
    switch (family_.type) {
      case MetricType::Counter:
        return line(metric, metric.counter.value);
      case MetricType::Gauge:
        return line(metric, metric.gauge.value);
      case MetricType::Histogram:
        return histogram(metric);
      case MetricType::Summary:
        return summary(metric);
      default:
        return line(metric, metric.untyped.value);
    }
  }

 private:
  template <typename Number>
  void line(const ClientMetric& metric, Number value, std::string_view suffix = "",
            const std::optional<Bound>& bound = {}) {
    page_.append(family_.name).append(suffix);
    append_labels(page_, metric, bound);
    page_ += ' ';
    append_number(page_, value);
    page_ += '\n';
  }

  void histogram(const ClientMetric& metric) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const ClientMetric::Histogram& histogram = metric.histogram;
    line(metric, histogram.sample_count, "_count");
    line(metric, histogram.sample_sum, "_sum");
    for (const auto& bucket : histogram.bucket) {
      line(metric, bucket.cumulative_count, "_bucket", Bound{"le", bucket.upper_bound});
    }
    if (histogram.bucket.empty() || histogram.bucket.back().upper_bound != kInfinity) {
      line(metric, histogram.sample_count, "_bucket", Bound{"le", kInfinity});
    }
  }

  void summary(const ClientMetric& metric) {
    line(metric, metric.summary.sample_count, "_count");
    line(metric, metric.summary.sample_sum, "_sum");
    for (const auto& quantile : metric.summary.quantile) {
      line(metric, quantile.value, "", Bound{"quantile", quantile.quantile});
    }
  }

  std::string& page_;
  const MetricFamily& family_;
};

}  // namespace

void append_family(std::string& page, const MetricFamily& family, PageFormat format) {
  const std::string_view name = family_name(family, format);
  if (!family.help.empty()) {
    page.append("# HELP ").append(name).append(" ");
    const auto append =
        format == PageFormat::kText ? append_escaped<is_special_but_quote> : append_escaped<>;
    append(page, family.help);
    page += '\n';
  }
  page.append("# TYPE ").append(name).append(" ").append(type_name(family, format)).append("\n");
  Lines lines(page, family);
  for (const ClientMetric& metric : family.metric) lines.add(metric);
}

}  // namespace cckm
