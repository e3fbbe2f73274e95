// SPDX-License-Identifier: Apache-2.0
// Limits the client connections. At the limit, a new one evicts the connection that has waited
// longest for a request, so that many silent or slow clients cannot lock a scraper out.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>

#include "exporter/web/session.h"

namespace cckm {

// Thread-safe.
class Connections {
 public:
  using Phase = SessionObserver::Phase;
  // Closes a connection. Must not block: the caller is the session or the acceptor of another one.
  using Close = std::function<void()>;

  struct Limits {
    std::size_t open = 1024;   // connections, evicted ones not included
    std::size_t writing = 64;  // responses being sent at once, each up to some megabytes
  };

  // `on_closed` is called for each connection that was evicted or rejected.
  Connections(const Limits& limits, std::function<void()> on_closed);

  struct Entry {
    Close close;
    Phase phase = Phase::kWaiting;
    bool evicted = false;
  };
  using Handle = std::list<Entry>::iterator;  // valid until remove()

  // Adds a connection in kWaiting. At the limit it evicts the one that has waited longest. Empty if
  // no connection is waiting: the new one is rejected then.
  std::optional<Handle> add(Close close);
  // Moves a connection to a phase. Evicts the connection that has been in kWriting longest if there
  // are too many. Does nothing for a connection that was evicted.
  void enter(Handle connection, Phase phase);
  void remove(Handle connection);

  // Evicts the quarter, rounded up, of the waiting connections that has waited longest. For a
  // system without free descriptors.
  void evict_quarter();

  // Returns the number of connections in kAnswering or kWriting.
  std::size_t busy() const;

 private:
  using Entries = std::list<Entry>;

  Entries& in(Phase phase);
  Close evict_first(Entries& entries);
  void close(const Close& evicted) const;

  const Limits limits_;
  const std::function<void()> on_closed_;

  mutable std::mutex mutex_;  // guards all below
  // By phase, in the order in which they entered it.
  Entries waiting_;
  Entries answering_;
  Entries writing_;
  Entries evicted_;  // until remove()
};

}  // namespace cckm
