// SPDX-License-Identifier: Apache-2.0
// The samples come from the serializer of the text format, because the two formats differ only in
// HELP, TYPE and the end. So every series and every digit of a value is the same in both.
//
// That includes the label `le` of a histogram: `le="1"`. OpenMetrics recommends `le="1.0"`, but
// forbids parsers to reject other forms. Prometheus 2 stores the label as it is written, so "1.0"
// would be a second series beside that of the text format. Prometheus 3 changes both forms to
// "1.0".
#include "exporter/metrics/openmetrics.h"

#include <prometheus/text_serializer.h>

#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace cckm {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kTotal = "_total";

bool is_counter(const MetricFamily& family) {
  return family.type == MetricType::Counter && family.name.ends_with(kTotal);
}

std::string_view family_name(const MetricFamily& family) {
  const std::string_view name = family.name;
  return is_counter(family) ? name.substr(0, name.size() - kTotal.size()) : name;
}

std::string_view type_name(const MetricFamily& family) {
  if (is_counter(family)) return "counter";
  switch (family.type) {
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Histogram:
      return "histogram";
    case MetricType::Summary:
      return "summary";
    default:
      return "unknown";
  }
}

std::string escaped(std::string_view help) {
  std::string text;
  for (const char c : help) {
    if (c == '\\' || c == '"' || c == '\n') text += '\\';
    text += c == '\n' ? 'n' : c;
  }
  return text;
}

void write_samples(std::ostream& out, MetricFamily family) {
  family.help.clear();  // the serializer then writes one line before the samples: TYPE
  std::vector<MetricFamily> one;
  one.push_back(std::move(family));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, one);
  const std::string_view lines = text.view();
  out << lines.substr(lines.find('\n') + 1);
}

}  // namespace

void write_openmetrics(std::ostream& out, MetricFamily family) {
  const std::string name(family_name(family));
  if (!family.help.empty()) out << "# HELP " << name << ' ' << escaped(family.help) << '\n';
  out << "# TYPE " << name << ' ' << type_name(family) << '\n';
  write_samples(out, std::move(family));
}

}  // namespace cckm
