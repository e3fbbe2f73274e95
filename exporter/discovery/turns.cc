// SPDX-License-Identifier: Apache-2.0
// Turns through a list. A run that is added or removed while a turn goes on can make the turn miss
// runs only if the list shrinks. Then the turn steps back by what `total` lost.
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
  if (page.skip == 0) {
    began_ = now_;
    fresh_ = true;
    evidence_ = {};
    first_.reset();
  }
  const std::size_t lost = total_.take(page).lost;
  evidence_.add(page);
  position_ = page.end();
  if (page.runs.empty() && lost == 0) {
    end_turn();
    return Use::kOffer;
  }
  if (!page.runs.empty()) {
    if (!first_) first_ = page.runs.front();
    last_ = page.runs.back();
  }
  skip_ = page.end() - std::min(lost, page.end());
  if (evidence_.contradicts(ListOrder::kNone)) doubted_ = true;
  if (!doubted_ && !through_) order_ = evidence_.proven();
  return Use::kOffer;
}

void Turns::end_turn() {
  order_ = evidence_.proven();
  skip_ = 0;
  through_ = true;
  ended_ = true;
}

}  // namespace cckm
