// SPDX-License-Identifier: Apache-2.0
// The page that scrapers of the same collections share: it is rendered once, while the others wait,
// and kept for as long as one of them is reading it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "exporter/model/report.h"

namespace cckm {

// Thread-safe.
class PageCache {
 public:
  using Text = std::shared_ptr<const std::string>;

  // What `render` made of these reports for whoever asked first, as gzip if `packed`. One page is
  // rendered at a time. Throws what `render` throws.
  Text of(const Reports& reports, bool packed, const std::function<std::string()>& render);

 private:
  bool is_of(const Reports& reports) const;

  std::mutex mutex_;  // guards all below
  std::vector<std::weak_ptr<const ManagerReport>> reports_;
  std::weak_ptr<const std::string> plain_;
  std::weak_ptr<const std::string> packed_;
};

}  // namespace cckm
