// SPDX-License-Identifier: Apache-2.0
// Spans and where they meet.
#include "exporter/discovery/newest_first.h"

#include <algorithm>
#include <iterator>

namespace cckm {
namespace {

// Returns the position in the list at which the page reaches the span: that of the span's first
// run, or of an older one if that run is gone. Empty: it does not reach it.
std::optional<std::size_t> meeting_point(const ListPage& page, const RunKey& newest) {
  const auto at = std::find_if(page.runs.begin(), page.runs.end(), [&](const RunKey& run) {
    return run == newest || run.created < newest.created;
  });
  if (at == page.runs.end()) return std::nullopt;
  return page.skip + static_cast<std::size_t>(std::distance(page.runs.begin(), at));
}

}  // namespace

void NewestFirst::begin() {
  fresh_ = false;
  if (spans_.size() > 2) spans_.erase(spans_.begin() + 1);
}

std::optional<std::size_t> NewestFirst::next() const {
  if (!fresh_) return 0;
  if (complete()) return std::nullopt;
  return spans_.front().size - std::min(overlap(), spans_.front().size);
}

// A page of one entry cannot overlap, or the walk would stand still.
std::size_t NewestFirst::overlap() const {
  return total_.believed() || longest_ < 2 ? 0 : 1;
}

Use NewestFirst::page(const ListPage& page, Timestamp horizon) {
  longest_ = std::max(longest_, page.runs.size());
  return fresh_ ? older_page(page, horizon) : first_page(page, horizon);
}

Use NewestFirst::first_page(const ListPage& page, Timestamp horizon) {
  fresh_ = true;
  const std::size_t added = meeting_point(page, spans_.front().newest).value_or(0);
  const std::size_t lost = total_.lost(page, added);
  if (page.runs.empty()) {
    read_to_end();
    return Use::kOffer;
  }
  auto& known = spans_.front().size;
  known -= std::min(known, lost);
  spans_.insert(spans_.begin(), {page.runs.front(), page.runs.back().created, page.end()});
  join(page, horizon);
  return Use::kOffer;
}

Use NewestFirst::older_page(const ListPage& page, Timestamp horizon) {
  Span& span = spans_.front();
  const std::size_t lost = total_.lost(page);
  const bool overlaps = page.skip + overlap() <= span.size;
  if (lost > 0) {
    span.size -= std::min(lost, span.size);
    return Use::kDiscard;
  }
  if (!overlaps) return Use::kDiscard;
  if (page.runs.empty()) {
    read_to_end();
    return Use::kOffer;
  }
  if (overlap() > 0 && page.runs.front().created < span.oldest) {
    span.size -= std::min(longest_, span.size);
    return Use::kDiscard;
  }
  span.oldest = std::min(span.oldest, page.runs.back().created);
  span.size = page.end();
  join(page, horizon);
  return Use::kOffer;
}

// The newest span takes over the older ones that the page reaches.
void NewestFirst::join(const ListPage& page, Timestamp horizon) {
  const bool at_horizon = page.runs.back().created < horizon;
  while (spans_.size() > 1) {
    Span& span = spans_.front();
    const Span& older = spans_[1];
    const auto meeting = meeting_point(page, older.newest);
    if (!meeting && !at_horizon) return;
    span.size = std::max(span.size, meeting.value_or(0) + older.size);
    span.oldest = std::min(span.oldest, older.oldest);
    span.to_end = span.to_end || older.to_end;
    spans_.erase(spans_.begin() + 1);
  }
  if (at_horizon) spans_.front().to_end = true;
}

// The list has ended, so the newest span has all of it.
void NewestFirst::read_to_end() {
  spans_.erase(spans_.begin() + 1, spans_.end());
  spans_.front().to_end = true;
}

}  // namespace cckm
