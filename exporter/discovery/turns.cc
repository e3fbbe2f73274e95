// SPDX-License-Identifier: Apache-2.0
// Pages of a turn, and how it goes back where the list has shrunk.
#include "exporter/discovery/turns.h"

#include <algorithm>

namespace cckm {

void Turns::begin(Timestamp now) {
  now_ = now;
  ended_ = false;
  fresh_ = false;
}

std::optional<std::size_t> Turns::next() const {
  if (ended_) return std::nullopt;
  return skip_;
}

Use Turns::page(const ListPage& page, Timestamp /*horizon*/) {
  longest_ = std::max(longest_, page.runs.size());
  if (page.skip == 0) begin_turn();
  const std::size_t known = page.skip < position_ ? 1 : 0;
  if (known > 0 && !evidence_.touches(page)) {
    skip_ -= std::min(longest_, skip_);
    doubted_ = true;
    return Use::kDiscard;
  }
  if (page.runs.size() <= known) {
    end_turn();
    return Use::kOffer;
  }
  if (!first_) first_ = page.runs.front();
  last_ = page.runs.back();
  evidence_.add(page);
  position_ = page.end();
  skip_ = position_ - overlap(position_, longest_);
  if (evidence_.contradicts(ListOrder::kNone)) doubted_ = true;
  if (!doubted_ && !through_) order_ = evidence_.proven();
  return Use::kOffer;
}

void Turns::begin_turn() {
  began_ = now_;
  fresh_ = true;
  evidence_ = {};
  first_.reset();
  position_ = 0;
}

void Turns::end_turn() {
  order_ = evidence_.proven();
  skip_ = 0;
  through_ = true;
  ended_ = true;
}

}  // namespace cckm
