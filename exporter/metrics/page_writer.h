// SPDX-License-Identifier: Apache-2.0
// Writes a page as Prometheus' text format 0.0.4 or as OpenMetrics 1.0, piece by piece.
#pragma once

#include <prometheus/metric_family.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/metrics/page_format.h"

namespace cckm {

using LabelView = std::pair<std::string_view, std::string_view>;  // a name and a value

// Appends labels to a list of labels as it stands in a sample: `manager="m",sync_job="j"`. Escapes
// the values. Labels with empty values are appended, too: Prometheus takes the label of a target
// for one that is not on the page, even if it honors the page's labels.
void append_labels(std::string& labels, std::initializer_list<LabelView> more);

// Receives the pieces of a page in their order.
using TextSink = std::function<void(std::string_view)>;

inline TextSink append_to(std::string& text) {
  return [&text](std::string_view piece) { text += piece; };
}

// Call begin() and then sample(), or add(), for each family, and end() at last. All throw what the
// sink throws.
class PageWriter {
 public:
  explicit PageWriter(TextSink sink, PageFormat format = PageFormat::kText);

  // Writes HELP and TYPE of a family. In OpenMetrics, the family of a counter has the name of its
  // series without `_total`. There, a counter whose name does not end in `_total` and an untyped
  // metric are `unknown`.
  void begin(std::string_view name, std::string_view help, prometheus::MetricType type);

  // Writes a sample of the family. `labels` are of append_labels().
  void sample(std::string_view name, std::string_view labels, double value);

  // Writes a whole family. Preconditions: no sample has a timestamp, and the type is not Info.
  void add(const prometheus::MetricFamily& family);

  // Writes the end of the page.
  void end();

 private:
  template <typename Number>
  void line(std::string_view name, std::string_view suffix, std::string_view labels, Number value);
  void add_histogram(const std::string& name, const std::string& labels,
                     const prometheus::ClientMetric::Histogram& histogram);
  void add_summary(const std::string& name, const std::string& labels,
                   const prometheus::ClientMetric::Summary& summary);

  const TextSink sink_;
  const PageFormat format_;
  std::string piece_;  // not yet passed to the sink
};

}  // namespace cckm
