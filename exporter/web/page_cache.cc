// SPDX-License-Identifier: Apache-2.0
// Holds weak references only, so that no page takes memory between scrapes.
#include "exporter/web/page_cache.h"

#include <algorithm>

#include "exporter/web/gzip.h"

namespace cckm {
namespace {

using Text = PageCache::Text;

// Returns the text that `text` refers to. Calls `make` if it was freed.
template <typename Make>
Text take(std::weak_ptr<const std::string>& text, const Make& make) {
  if (auto shared = text.lock()) return shared;
  // Not make_shared: a weak reference would keep its memory.
  Text made(new std::string(make()));
  text = made;
  return made;
}

}  // namespace

Text PageCache::get(const Reports& reports, PageFormat format, bool compressed,
                    const std::function<std::string()>& render) {
  const std::lock_guard lock(mutex_);
  if (!is_cached(reports)) {
    reports_.assign(reports.begin(), reports.end());
    pages_.clear();
  }
  Texts& page = pages_[format];
  const auto plain = [&] { return take(page.plain, render); };
  return compressed ? take(page.compressed, [&] { return gzip(*plain()); }) : plain();
}

// Compares owners and not addresses: a later report can have the address of one that was freed.
bool PageCache::is_cached(const Reports& reports) const {
  return std::equal(reports.begin(), reports.end(), reports_.begin(), reports_.end(),
                    [](const auto& report, const auto& known) {
                      return !report.owner_before(known) && !known.owner_before(report);
                    });
}

}  // namespace cckm
