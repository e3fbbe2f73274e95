// SPDX-License-Identifier: Apache-2.0
// Search for the end, the end, and history.
#include "exporter/discovery/oldest_first.h"

#include <algorithm>

namespace cckm {
namespace {

// The search makes no longer steps, and believes no larger `total`.
constexpr std::size_t kLongestStep = 1'000'000;
constexpr std::uint64_t kMostRuns = 1'000'000'000;

}  // namespace

OldestFirst::OldestFirst(const Read& read, std::optional<std::uint64_t> total, std::size_t longest)
    : span_(Span{read.newest, 0, read.end}),
      found_(read.whole),
      at_end_(read.whole),
      behind_(!read.whole),
      to_beginning_(true),
      longest_(longest),
      stride_(longest) {
  const auto goal = static_cast<std::size_t>(std::min(total.value_or(0), kMostRuns));
  by_total_ = !found_ && goal > read.end + longest;
  if (by_total_) step_ = goal - longest / 2 - read.end;
}

void OldestFirst::begin() {
  at_end_ = false;
  began_ = false;
}

std::optional<std::size_t> OldestFirst::next() const {
  if (!found_) return position_of_search();
  if (!at_end_) {
    return began_ ? after_end() : end() - std::min(longest_ / 2, end());
  }
  if (to_beginning_) return std::nullopt;
  return span_->begin - std::min(stride_, span_->begin);
}

std::size_t OldestFirst::position_of_search() const {
  if (empty_at_ && *empty_at_ > end() + longest_) return end() + (*empty_at_ - end()) / 2;
  return empty_at_ || step_ == 0 ? after_end() : end() + step_;
}

Use OldestFirst::page(const ListPage& page, Timestamp horizon) {
  began_ = true;
  longest_ = std::max(longest_, page.runs.size());
  const Use use = !found_ ? search(page) : !at_end_ ? follow(page) : history(page);
  if (use != Use::kDiscard && !page.runs.empty() && page.runs.front().created < horizon) {
    to_beginning_ = true;
  }
  return use;
}

Use OldestFirst::search(const ListPage& page) {
  if (page.runs.empty()) return search_empty(page.skip);
  const std::size_t known_end = end();
  const bool full = page.runs.size() >= longest_;
  // `total` is often right but for runs that were added since. So the page after it comes next.
  step_ = full && !by_total_ ? std::min(std::max(longest_, 2 * step_), kLongestStep) : 0;
  by_total_ = false;
  if (empty_at_ && page.end() >= *empty_at_) empty_at_.reset();
  const Use use = take(page);
  const bool nothing_new = use == Use::kOffer && page.end() == known_end;
  if (nothing_new || (!full && page.total == page.end())) find_end();
  return use;
}

Use OldestFirst::search_empty(std::size_t position) {
  if (position < end()) {
    search_below(position);
  } else if (position == end()) {
    find_end();
  } else {
    empty_at_ = position;
  }
  return Use::kOffer;
}

void OldestFirst::find_end() {
  found_ = at_end_ = true;
  behind_ = false;
}

Use OldestFirst::follow(const ListPage& page) {
  if (page.runs.empty() && page.skip < end()) {
    search_below(page.skip);
    return Use::kOffer;
  }
  behind_ = page.runs.size() >= longest_ && !page.runs.empty();
  at_end_ = !behind_;
  return page.runs.empty() ? Use::kOffer : take(page);
}

Use OldestFirst::history(const ListPage& page) {
  if (page.runs.empty()) {
    search_below(page.skip);
    return Use::kOffer;
  }
  if (page.end() < span_->begin) {
    stride_ = page.runs.size();
    return Use::kDiscard;
  }
  span_->begin = page.skip;
  to_beginning_ = page.skip == 0;
  return Use::kOffer;
}

// Adds the page to the span, or begins a new one if there is a gap between them.
Use OldestFirst::take(const ListPage& page) {
  if (touches(page)) {
    span_->newest = page.runs.back();
    span_->end = page.end();
    return Use::kOffer;
  }
  span_ = Span{page.runs.back(), page.skip, page.end()};
  to_beginning_ = page.skip == 0;
  return Use::kOfferAfresh;
}

// Returns true if there is no gap between the span and the page.
bool OldestFirst::touches(const ListPage& page) const {
  if (!span_ || page.skip >= span_->end) return span_ && page.skip == span_->end;
  return page.runs.front().created < span_->newest.created ||
         std::find(page.runs.begin(), page.runs.end(), span_->newest) != page.runs.end();
}

// The list has shrunk: it ends before `position`.
void OldestFirst::search_below(std::size_t position) {
  span_.reset();
  found_ = at_end_ = false;
  step_ = 0;
  empty_at_ = position;
}

}  // namespace cckm
