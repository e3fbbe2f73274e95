// SPDX-License-Identifier: Apache-2.0
// Finds out in which order a list is, from its entries alone.
#pragma once

#include <cstddef>
#include <deque>

#include "exporter/discovery/list_page.h"

namespace cckm {

enum class ListOrder { kNone, kNewestFirst, kOldestFirst };

// Counts the steps of createdAt from entry to entry. Runs with the same createdAt are no step. A
// list grows while it is read, so pages overlap. A run that was among the last ones is skipped.
// Not thread-safe.
class OrderEvidence {
 public:
  // Steps in one direction that prove an order: those of ten runs.
  static constexpr std::size_t kProof = 9;

  // Takes a page. If it is not next to the page before, nothing is counted between the two.
  void add(const ListPage& page);

  // Returns true if a run of the page was among the last ones.
  bool touches(const ListPage& page) const;

  // Number of runs, without the skipped ones.
  std::size_t runs() const { return runs_; }

  // The order that all steps agree with; kNone if they are fewer than kProof or do not agree.
  ListOrder proven() const;

  // Returns true if a step contradicts `order`. kNone: true if steps contradict each other.
  bool contradicts(ListOrder order) const;

 private:
  static constexpr std::size_t kRemembered = 200;  // two pages

  bool is_next(const ListPage& page) const;
  void add(const RunKey& run);

  std::size_t runs_ = 0;
  std::size_t older_ = 0;         // steps to an older run
  std::size_t newer_ = 0;         // steps to a newer run
  std::size_t begin_ = 0;         // of the page before
  std::size_t end_ = 0;           // of the page before
  std::deque<RunKey> last_ = {};  // the last runs, the newest entry at the back
};

}  // namespace cckm
