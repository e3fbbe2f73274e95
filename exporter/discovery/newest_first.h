// SPDX-License-Identifier: Apache-2.0
// The walk through a list that has the newest run first.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "exporter/discovery/list_page.h"

namespace cckm {

// A span is a part of the list that was read without a gap. Each collection begins a new span at
// position 0 and reads on until it reaches the span of the collection before. Then both are one.
// After that, it reads older pages until the horizon or the end of the list. If a collection ends
// before the spans meet, the next one goes on. At most two spans are kept from one collection to
// the next: the newest and the oldest.
//
// The list grows at position 0. So a page begins with known runs at worst. If the list shrinks,
// runs can be missed. So pages overlap by one entry. A page that does not reach the span has a gap
// before it, and the walk steps back. Not thread-safe.
class NewestFirst {
 public:
  struct Span {
    RunKey newest;         // its first entry
    RunKey oldest;         // its last entry
    std::size_t size = 0;  // entries
    bool to_end = false;   // it reaches the horizon or the end of the list
    bool cut = false;      // the walk stepped back: it can have more entries than `size`
  };

  // `end` is the position after `read`. `fresh`: `read` was begun in the present collection.
  // `longest` is the length of the longest page.
  NewestFirst(Span read, std::size_t end, bool fresh, std::size_t longest)
      : spans_{std::move(read)},
        fresh_(fresh),
        added_(end - spans_.front().size),
        longest_(longest) {}

  // A collection begins.
  void begin();

  // Returns the position of the next page; empty: nothing more in this collection.
  std::optional<std::size_t> next() const;

  // Runs created before `horizon` are not needed.
  Use page(const ListPage& page, Timestamp horizon);

  // Returns true if this collection has read the list from position 0 to a known run.
  bool knows_newest() const { return fresh_ && spans_.size() == 1; }

  // Returns true if all runs since the horizon have been read.
  bool complete() const { return spans_.size() == 1 && spans_.front().to_end; }

 private:
  void read_to_end();
  Use first_page(const ListPage& page, Timestamp horizon);
  Use older_page(const ListPage& page, Timestamp horizon);
  Use step_back();
  void join(const ListPage& page, Timestamp horizon);
  std::size_t end() const { return spans_.front().size + added_; }  // of the newest span

  std::vector<Span> spans_;  // the newest first, never empty
  bool fresh_;               // the newest span was begun in this collection
  std::size_t added_;        // runs above the newest span, which were added in this collection
  std::size_t longest_;      // page
};

}  // namespace cckm
