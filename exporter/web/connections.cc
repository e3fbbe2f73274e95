// SPDX-License-Identifier: Apache-2.0
// Lists that entries move between; the first of a list is the one that has been in it longest.
#include "exporter/web/connections.h"

#include <utility>
#include <vector>

namespace cckm {

Connections::Connections(const Limits& limits, std::function<void()> on_closed)
    : limits_(limits), on_closed_(std::move(on_closed)) {}

std::optional<Connections::Place> Connections::admit(HangUp hang_up) {
  Book entry;
  entry.push_back({.hang_up = std::move(hang_up)});
  const Place place = entry.begin();
  bool admitted = true;
  HangUp evicted;
  {
    const std::lock_guard lock(mutex_);
    const bool full = waiting_.size() + answering_.size() + writing_.size() >= limits_.open;
    // Whoever was told to go takes a moment, in which a flood must not take every descriptor.
    const bool crowded = leaving_.size() >= limits_.open;
    if (full && !crowded) evicted = take_first(waiting_);
    admitted = !crowded && (!full || evicted);
    if (admitted) waiting_.splice(waiting_.end(), entry);
  }
  if (!admitted) on_closed_();
  close(evicted);
  return admitted ? std::optional(place) : std::nullopt;
}

void Connections::enter(Place place, Phase phase) {
  HangUp evicted;
  {
    const std::lock_guard lock(mutex_);
    if (place->leaving) return;
    Book& next = book(phase);
    next.splice(next.end(), book(place->phase), place);
    place->phase = phase;
    if (writing_.size() > limits_.writing) evicted = take_first(writing_);
  }
  close(evicted);
}

void Connections::leave(Place place) {
  Book gone;  // destroyed after the lock
  const std::lock_guard lock(mutex_);
  gone.splice(gone.end(), place->leaving ? leaving_ : book(place->phase), place);
}

void Connections::make_room() {
  std::vector<HangUp> evicted;
  {
    const std::lock_guard lock(mutex_);
    for (auto most = (waiting_.size() + 3) / 4; most > 0; --most) {
      evicted.push_back(take_first(waiting_));
    }
  }
  for (const HangUp& hang_up : evicted) close(hang_up);
}

std::size_t Connections::busy() const {
  const std::lock_guard lock(mutex_);
  return answering_.size() + writing_.size();
}

Connections::Book& Connections::book(Phase phase) {
  switch (phase) {
    case Phase::kWaiting:
      return waiting_;
    case Phase::kAnswering:
      return answering_;
    case Phase::kWriting:
      return writing_;
  }
  return waiting_;
}

Connections::HangUp Connections::take_first(Book& book) {
  if (book.empty()) return {};
  const Place first = book.begin();
  first->leaving = true;
  leaving_.splice(leaving_.end(), book, first);
  return std::move(first->hang_up);
}

void Connections::close(const HangUp& hang_up) const {
  if (!hang_up) return;
  on_closed_();
  hang_up();
}

}  // namespace cckm
