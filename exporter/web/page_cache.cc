// SPDX-License-Identifier: Apache-2.0
// Weak references throughout: nothing is kept here between scrapes.
#include "exporter/web/page_cache.h"

#include <algorithm>

#include "exporter/web/gzip.h"

namespace cckm {
namespace {

using Text = PageCache::Text;

// The text that `text` refers to, made anew if nobody holds it any more.
template <typename Make>
Text take(std::weak_ptr<const std::string>& text, const Make& make) {
  if (auto shared = text.lock()) return shared;
  // Not make_shared, whose memory a weak reference would keep.
  Text made(new std::string(make()));
  text = made;
  return made;
}

}  // namespace

Text PageCache::of(const Reports& reports, bool packed,
                   const std::function<std::string()>& render) {
  const std::lock_guard lock(mutex_);
  if (!is_of(reports)) {
    reports_.assign(reports.begin(), reports.end());
    plain_.reset();
    packed_.reset();
  }
  const auto plain = [&] { return take(plain_, render); };
  return packed ? take(packed_, [&] { return gzip(*plain()); }) : plain();
}

// The same objects: an address alone may have been taken by a later report.
bool PageCache::is_of(const Reports& reports) const {
  return std::equal(reports.begin(), reports.end(), reports_.begin(), reports_.end(),
                    [](const auto& report, const auto& known) {
                      return !report.owner_before(known) && !known.owner_before(report);
                    });
}

}  // namespace cckm
