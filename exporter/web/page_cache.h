// SPDX-License-Identifier: Apache-2.0
// Shares one rendered page between scrapes of the same reports and format. The first scrape renders
// it, the others wait for it. It is freed when the last response that holds it has been sent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "exporter/metrics/page_format.h"
#include "exporter/model/report.h"

namespace cckm {

// Thread-safe.
class PageCache {
 public:
  using Text = std::shared_ptr<const std::string>;

  // Returns the page of these reports in this format, compressed with gzip if `compressed`. Calls
  // `render` unless the page is cached. Renders one page at a time. Throws the exceptions of
  // `render`.
  Text get(const Reports& reports, PageFormat format, bool compressed,
           const std::function<std::string()>& render);

 private:
  struct Texts {
    std::weak_ptr<const std::string> plain;
    std::weak_ptr<const std::string> compressed;
  };

  bool is_cached(const Reports& reports) const;

  std::mutex mutex_;  // guards all below
  std::vector<std::weak_ptr<const ManagerReport>> reports_;
  std::map<PageFormat, Texts> pages_;  // of reports_
};

}  // namespace cckm
