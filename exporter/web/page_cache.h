// SPDX-License-Identifier: Apache-2.0
// Shares one rendered page between scrapes of the same reports and form. The first scrape renders
// it, the others wait for it. It is freed when the last response that holds it has been sent.
#pragma once

#include <compare>
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

  // In which form a client gets the page.
  struct Form {
    PageFormat format = PageFormat::kText;
    bool compressed = false;  // with gzip

    auto operator<=>(const Form&) const = default;  // NOLINT(modernize-use-nullptr)
  };

  // Returns the page of these reports in this form. Calls `render` unless the page is cached.
  // Renders one page at a time. Throws the exceptions of `render`.
  Text get(const Reports& reports, Form form, const std::function<std::string()>& render);

 private:
  bool is_cached(const Reports& reports) const;

  std::mutex mutex_;  // guards all below
  std::vector<std::weak_ptr<const ManagerReport>> reports_;
  std::map<Form, std::weak_ptr<const std::string>> pages_;  // of reports_
};

}  // namespace cckm
