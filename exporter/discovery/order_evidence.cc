// SPDX-License-Identifier: Apache-2.0
// Steps from entry to entry.
#include "exporter/discovery/order_evidence.h"

#include <algorithm>

namespace cckm {

void OrderEvidence::add(const ListPage& page) {
  if (!is_next(page)) last_.clear();
  for (const auto& run : page.runs) add(run);
  begin_ = page.skip;
  end_ = page.end();
}

// Nearly always the page begins with the last run.
bool OrderEvidence::touches(const ListPage& page) const {
  return std::find_first_of(page.runs.begin(), page.runs.end(), last_.rbegin(), last_.rend()) !=
         page.runs.end();
}

bool OrderEvidence::is_next(const ListPage& page) const {
  return begin_ < page.skip && page.skip <= end_;
}

void OrderEvidence::add(const RunKey& run) {
  if (std::find(last_.begin(), last_.end(), run) != last_.end()) return;
  ++runs_;
  if (!last_.empty()) {
    if (run.created < last_.back().created) ++older_;
    if (run.created > last_.back().created) ++newer_;
  }
  last_.push_back(run);
  if (last_.size() > kRemembered) last_.pop_front();
}

ListOrder OrderEvidence::proven() const {
  if (older_ >= kProof && newer_ == 0) return ListOrder::kNewestFirst;
  if (newer_ >= kProof && older_ == 0) return ListOrder::kOldestFirst;
  return ListOrder::kNone;
}

bool OrderEvidence::contradicts(ListOrder order) const {
  switch (order) {
    case ListOrder::kNewestFirst:
      return newer_ > 0;
    case ListOrder::kOldestFirst:
      return older_ > 0;
    case ListOrder::kNone:
      return newer_ > 0 && older_ > 0;
  }
  return false;
}

}  // namespace cckm
