// SPDX-License-Identifier: Apache-2.0
// Who is connected, and who has to go when there is one too many: the one that has kept us waiting
// longest, so that a crowd of silent or dripping connections cannot keep a scraper out.
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
  using HangUp = std::function<void()>;

  struct Limits {
    std::size_t open = 1024;
    std::size_t writing = 64;  // answers that may be unread at once, each a page of megabytes
  };

  // `on_closed` is told of each connection that had to go or was not let in.
  Connections(const Limits& limits, std::function<void()> on_closed);

  // An entry in the book, until leave().
  struct Entry {
    HangUp hang_up;
    Phase phase = Phase::kWaiting;
    bool leaving = false;
  };
  using Place = std::list<Entry>::iterator;

  // Lets a connection in, in the place of the one that has waited longest if there are too many.
  // Empty if nobody is merely waiting: then the new one is one too many.
  std::optional<Place> admit(HangUp hang_up);
  // May make the connection go whose answer has been on the way longest.
  void enter(Place place, Phase phase);
  void leave(Place place);

  // Makes room where the system has none left: the quarter that has waited longest goes.
  void make_room();

  // How many are being answered.
  std::size_t busy() const;

 private:
  using Book = std::list<Entry>;

  Book& book(Phase phase);
  // How to end the first of `book`, which from now on is leaving; empty if there is none.
  HangUp take_first(Book& book);
  void close(const HangUp& hang_up) const;

  const Limits limits_;
  const std::function<void()> on_closed_;

  mutable std::mutex mutex_;  // guards all below
  // In the order of arrival in the phase.
  Book waiting_;
  Book answering_;
  Book writing_;
  Book leaving_;  // were told to hang up
};

}  // namespace cckm
