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

// Returns how many runs the page begins with that the span has, too.
std::size_t count_known(const ListPage& page, const RunKey& oldest) {
  const auto last = std::find(page.runs.begin(), page.runs.end(), oldest);
  const auto end = last != page.runs.end()
                       ? std::next(last)
                       : std::find_if(page.runs.begin(), page.runs.end(), [&](const RunKey& run) {
                           return run.created <= oldest.created;
                         });
  return static_cast<std::size_t>(std::distance(page.runs.begin(), end));
}

}  // namespace

void NewestFirst::begin() {
  fresh_ = false;
  if (spans_.size() > 2) spans_.erase(spans_.begin() + 1);
}

std::optional<std::size_t> NewestFirst::next() const {
  if (!fresh_) return 0;
  if (complete()) return std::nullopt;
  return end() - overlap(end(), longest_);
}

Use NewestFirst::page(const ListPage& page, Timestamp horizon) {
  longest_ = std::max(longest_, page.runs.size());
  return fresh_ ? older_page(page, horizon) : first_page(page, horizon);
}

Use NewestFirst::first_page(const ListPage& page, Timestamp horizon) {
  fresh_ = true;
  if (page.runs.empty()) {
    read_to_end();
    return Use::kOffer;
  }
  added_ = 0;
  spans_.insert(spans_.begin(), {page.runs.front(), page.runs.back(), page.end()});
  join(page, horizon);
  return Use::kOffer;
}

Use NewestFirst::older_page(const ListPage& page, Timestamp horizon) {
  Span& span = spans_.front();
  const std::size_t expected = end() - page.skip;
  const std::size_t known = count_known(page, span.oldest);
  if (known < expected) return step_back();
  if (page.runs.size() <= expected) {
    read_to_end();
    return Use::kOffer;
  }
  // Known runs come again because the walk has stepped back, or the list gained others above them.
  (span.cut ? span.size : added_) += known - expected;
  span.size += page.runs.size() - known;
  if (known < page.runs.size()) {
    span.oldest = page.runs.back();
    span.cut = false;
  }
  join(page, horizon);
  return Use::kOffer;
}

// There is a gap between the span and the page, because the list has shrunk.
Use NewestFirst::step_back() {
  Span& span = spans_.front();
  span.size -= std::min(longest_, span.size);
  span.cut = true;
  return Use::kDiscard;
}

// The newest span takes over the older ones that the page reaches.
void NewestFirst::join(const ListPage& page, Timestamp horizon) {
  const bool at_horizon = page.runs.back().created < horizon;
  while (spans_.size() > 1) {
    Span& span = spans_.front();
    const Span& older = spans_[1];
    const auto meeting = meeting_point(page, older.newest);
    if (!meeting && !at_horizon) return;
    const std::size_t above = meeting.value_or(0) - std::min(added_, meeting.value_or(0));
    if (meeting && above + older.size > span.size) {
      span.size = above + older.size;
      span.oldest = older.oldest;
      span.cut = older.cut;
    }
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
