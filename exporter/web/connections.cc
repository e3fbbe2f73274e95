// SPDX-License-Identifier: Apache-2.0
// Each connection is an entry of one of four lists: one for each phase, and one for evicted
// connections.
//
//   add:     -> waiting. At the limit, the first of the waiting ones is evicted for it.
//   enter:   -> the list of the new phase, at its end. The first of a list is therefore the one
//   that
//               has been in the phase longest. If too many are writing, the first is evicted.
//   evict:   -> evicted, and its callback is called once. Only enter() and remove() follow, and
//               enter() ignores it.
//   remove:  from any list.
//
// A connection in kAnswering is never evicted: it costs nothing but the handler's time, which has a
// deadline of its own.
//
// An evicted connection keeps its descriptor until its session has ended. It does not count as
// open. New connections are rejected while the evicted ones reach the limit of open ones. A flood
// can therefore take no more than twice the limit.
//
// Entries move by splice, so a handle stays valid. Callbacks are called after the mutex is
// released, because they lock others.
#include "exporter/web/connections.h"

#include <utility>
#include <vector>

namespace cckm {

Connections::Connections(const Limits& limits, std::function<void()> on_closed)
    : limits_(limits), on_closed_(std::move(on_closed)) {}

std::optional<Connections::Handle> Connections::add(Close close_connection) {
  Entries entry;
  entry.push_back({.close = std::move(close_connection)});
  const Handle added = entry.begin();
  bool admitted = true;
  Close evicted;
  {
    const std::lock_guard lock(mutex_);
    const bool full = waiting_.size() + answering_.size() + writing_.size() >= limits_.open;
    const bool crowded = evicted_.size() >= limits_.open;
    if (full && !crowded) evicted = evict_first(waiting_);
    admitted = !crowded && (!full || evicted);
    if (admitted) waiting_.splice(waiting_.end(), entry);
  }
  if (!admitted) on_closed_();
  close(evicted);
  return admitted ? std::optional(added) : std::nullopt;
}

void Connections::enter(Handle connection, Phase phase) {
  Close evicted;
  {
    const std::lock_guard lock(mutex_);
    if (connection->evicted) return;
    Entries& next = in(phase);
    next.splice(next.end(), in(connection->phase), connection);
    connection->phase = phase;
    if (writing_.size() > limits_.writing) evicted = evict_first(writing_);
  }
  close(evicted);
}

void Connections::remove(Handle connection) {
  Entries removed;  // destroyed after the lock is released
  const std::lock_guard lock(mutex_);
  removed.splice(removed.end(), connection->evicted ? evicted_ : in(connection->phase), connection);
}

void Connections::evict_quarter() {
  std::vector<Close> evicted;
  {
    const std::lock_guard lock(mutex_);
    for (auto count = (waiting_.size() + 3) / 4; count > 0; --count) {
      evicted.push_back(evict_first(waiting_));
    }
  }
  for (const Close& each : evicted) close(each);
}

std::size_t Connections::busy() const {
  const std::lock_guard lock(mutex_);
  return answering_.size() + writing_.size();
}

Connections::Entries& Connections::in(Phase phase) {
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

// Evicts the first of a list and returns its callback. Empty if the list is.
Connections::Close Connections::evict_first(Entries& entries) {
  if (entries.empty()) return {};
  const Handle first = entries.begin();
  first->evicted = true;
  evicted_.splice(evicted_.end(), entries, first);
  return std::move(first->close);
}

void Connections::close(const Close& evicted) const {
  if (!evicted) return;
  on_closed_();
  evicted();
}

}  // namespace cckm
