// SPDX-License-Identifier: Apache-2.0
// Pages as texts.
#pragma once

#include <string>

#include "exporter/metrics/page.h"
#include "exporter/metrics/page_writer.h"

namespace cckm::test {

// Returns the page that `write` writes to a PageWriter.
template <typename Write>
std::string page_text(const Write& write, PageFormat format = PageFormat::kText) {
  std::string text;
  PageWriter page(append_to(text), format);
  write(page);
  page.end();
  return text;
}

// Returns the page of render_page().
inline std::string rendered(const Reports& reports, const ExporterMetrics& metrics,
                            PageFormat format = PageFormat::kText) {
  std::string text;
  render_page(reports, {}, metrics, append_to(text), format);
  return text;
}

}  // namespace cckm::test
