// SPDX-License-Identifier: Apache-2.0
// Holds weak references only, so that no page takes memory between scrapes.
#include "exporter/web/page_cache.h"

#include <algorithm>

namespace cckm {

PageCache::Text PageCache::get(const Reports& reports, Form form,
                               const std::function<std::string()>& render) {
  const std::lock_guard lock(mutex_);
  if (!is_cached(reports)) {
    reports_.assign(reports.begin(), reports.end());
    pages_.clear();
  }
  auto& page = pages_[form];
  if (auto shared = page.lock()) return shared;
  // Not make_shared: a weak reference would keep its memory.
  Text rendered(new std::string(render()));
  page = rendered;
  return rendered;
}

// Compares owners and not addresses: a later report can have the address of one that was freed.
bool PageCache::is_cached(const Reports& reports) const {
  return std::equal(reports.begin(), reports.end(), reports_.begin(), reports_.end(),
                    [](const auto& report, const auto& known) {
                      return !report.owner_before(known) && !known.owner_before(report);
                    });
}

}  // namespace cckm
