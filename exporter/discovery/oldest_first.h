// SPDX-License-Identifier: Apache-2.0
// The walk through a list that has the oldest run first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "exporter/discovery/list_page.h"

namespace cckm {

// The walk has three steps.
// 1. Search for the end of the list. `total` leads to it. Otherwise the steps double up to an empty
//    page, and then halve. Pages with a gap between them are of no use, so only the last is kept.
// 2. Follow the end: each collection reads from half a page before the known end. A page that is
//    shorter than the longest one ends the list.
// 3. Read history backwards from there to the horizon.
//
// The list grows at its end, so the positions of runs stay. If it shrinks, the positions fall. Then
// a page of history repeats runs, but a page at the end can have a gap before it. So pages at the
// end overlap by one entry. If it is missing, the walk begins again. Not thread-safe.
class OldestFirst {
 public:
  // The runs that were read, from position 0 on.
  struct Read {
    RunKey newest;        // the last run
    std::size_t end = 0;  // position after it
    bool whole = false;   // its end is the end of the list, as of this collection
  };

  // `total` is as CM sent it, `longest` is the length of the longest page.
  OldestFirst(const Read& read, std::optional<std::uint64_t> total, std::size_t longest);

  // A collection begins.
  void begin();

  // Returns the position of the next page; empty: nothing more in this collection.
  std::optional<std::size_t> next() const;

  // Runs created before `horizon` are not needed.
  Use page(const ListPage& page, Timestamp horizon);

  // Returns true if this collection has read the end of the list.
  bool knows_newest() const { return at_end_; }

  // Returns true if all runs since the horizon have been read.
  bool complete() const { return found_ && !behind_ && to_beginning_; }

 private:
  // Positions that were read without a gap.
  struct Span {
    RunKey newest;  // the last run
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  std::size_t position_of_search() const;
  Use search(const ListPage& page);
  Use search_empty(std::size_t position);
  void find_end();
  Use follow(const ListPage& page);
  Use history(const ListPage& page);
  Use take(const ListPage& page);
  bool touches(const ListPage& page) const;
  void search_below(std::size_t position);
  std::size_t end() const { return span_ ? span_->end : 0; }
  std::size_t after_end() const { return end() - overlap(end(), longest_); }

  std::optional<Span> span_;  // empty: the search begins again
  bool found_;                // the end, at least once
  bool began_ = true;         // the first page of this collection has been read
  bool at_end_;               // in this collection
  bool behind_;               // the list goes on after the span
  bool to_beginning_;         // the span reaches the horizon or the beginning of the list
  std::size_t longest_;       // page
  std::size_t stride_;        // of history
  std::size_t step_ = 0;      // of the search
  bool by_total_ = false;     // the step follows from `total`
  std::optional<std::size_t> empty_at_;  // a position after the end, in the search
};

}  // namespace cckm
