// SPDX-License-Identifier: Apache-2.0
// The walk through a list without a known order: all of it in turns, again and again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include "exporter/discovery/list_page.h"
#include "exporter/discovery/order_evidence.h"

namespace cckm {

// A turn can take several collections. Its pages overlap by one entry. A page without a known
// entry shows that the list has shrunk, or has grown by pages. Then the turn goes back, page by
// page, until it reaches known entries or begins again. It ends at a page without new entries. Not
// thread-safe.
class Turns {
 public:
  // `doubted`: a list that seemed to have an order had none. Only a whole turn can prove it again.
  explicit Turns(bool doubted) : doubted_(doubted) {}

  // A collection begins.
  void begin(Timestamp now);

  // Returns the position of the next page; empty: nothing more in this collection.
  std::optional<std::size_t> next() const;

  // A turn is through the whole list, so it has no use for the horizon.
  Use page(const ListPage& page, Timestamp horizon = {});

  // Returns true if a turn has ended since the first page.
  bool through() const { return through_; }

  // The order of the list, if the entries prove one. A list that was read once and then proves an
  // order is read to its end before: it might have grown by more than a page.
  ListOrder order() const { return order_; }

  // The begin of the present turn, or of the last one if none has begun since. Its end proves that
  // all runs created before have been seen.
  Timestamp began() const { return began_; }

  // Returns true if the last turn ended in this collection.
  bool ended() const { return ended_; }

  // Returns true if the present turn began in this collection.
  bool fresh() const { return fresh_; }

  // The first and the last run of the turn, the number of runs, and the position after the last.
  // Precondition: a run was read in it. A turn that stepped back has read some runs twice.
  const RunKey& first() const { return *first_; }
  const RunKey& last() const { return *last_; }
  std::size_t size() const { return std::min(evidence_.runs(), position_); }
  std::size_t position() const { return position_; }

 private:
  void begin_turn();
  void end_turn();

  bool doubted_;
  bool through_ = false;
  bool fresh_ = false;
  bool ended_ = false;        // in this collection
  std::size_t skip_ = 0;      // of the next page
  std::size_t position_ = 0;  // after the last run of the turn
  std::size_t longest_ = 0;   // page
  Timestamp now_;
  Timestamp began_;
  std::optional<RunKey> first_;
  std::optional<RunKey> last_;
  OrderEvidence evidence_;
  ListOrder order_ = ListOrder::kNone;
};

}  // namespace cckm
