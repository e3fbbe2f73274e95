// SPDX-License-Identifier: Apache-2.0
// Finds the newest run of each key container of one family in CM's list of runs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "exporter/discovery/list_page.h"
#include "exporter/discovery/listed_run.h"
#include "exporter/discovery/newest_first.h"
#include "exporter/discovery/oldest_first.h"
#include "exporter/discovery/order_evidence.h"
#include "exporter/discovery/run_memory.h"
#include "exporter/discovery/turns.h"

namespace cckm {

// A state machine without I/O: pages in, requests out. A driver does this in each collection:
//
//   finder.begin(now);
//   while (const auto request = finder.next()) {
//     send it, and hand the response to page(), run(), sort_refused(), run_gone() or
//     running_failed(); after any other failure, stop;
//   }
//
// Nothing about the list is trusted. Its order is seen from its entries: `Turns` until it is
// proven, then `NewestFirst` or `OldestFirst`. An entry that contradicts the order leads back to
// `Turns`. A collection that stops early leaves a state in which the next begin() goes on.
//
// A collection makes these requests: the first page of the walk, the runs in progress, then further
// pages and single runs, taking turns, `pages_per_scrape` at most. If CM refuses `sort`, the first
// page is requested once more. Not thread-safe.
class RunFinder {
 public:
  struct Limits {
    std::chrono::seconds lookback;      // older runs are ignored, by createdAt
    std::size_t pages_per_scrape = 10;  // further pages and single runs of a collection; at least 1
  };

  struct Request {
    enum class Kind {
      kPage,     // skip, limit=100, and sort=-createdAt if `sorted`
      kRunning,  // overall_status=in_progress, skip=0, limit=100
      kRun,      // one run by its id
    };
    Kind kind;
    std::size_t skip = 0;
    bool sorted = false;
    std::string id = {};
  };

  explicit RunFinder(Limits limits);

  // A collection begins at the wall time `now`.
  void begin(Timestamp now);

  // Returns the next request; empty: the collection is over. Precondition: the response to the
  // request before was handed in.
  std::optional<Request> next();

  // The response to kPage or kRunning. The entries of the latter can have any status.
  void page(const RunPage& page);

  // The response to kRun.
  void run(ListedRun run);

  // CM refused kPage with `sorted`. `sort` is left out from now on, if the page can be read without
  // it. If not, the next collection requests it again.
  void sort_refused();

  // Returns true if a page with `sorted` was ever read.
  bool has_sorted_page() const { return has_sorted_page_; }

  // Status 404 for kRun. The run is forgotten; see RunMemory::forget.
  void run_gone();

  // The request kRunning failed. The collection goes on.
  void running_failed() {}

  // Returns true if the newest runs in memory() are the newest ones of their key containers, as of
  // this collection. If not, the family is `incomplete`. A key container whose runs are all in
  // unread history is not in memory() yet.
  bool knows_newest() const;

  // Returns true if all runs within lookback have been seen.
  bool complete() const;

  // Returns true if this collection has a response to kRunning.
  bool knows_running() const { return knows_running_; }

  // The order of the list, as far as it is proven.
  ListOrder order() const;

  // `total` of the last page, as CM sent it. It can be wrong.
  std::optional<std::uint64_t> total() const { return total_; }

  // Number of requests of this collection.
  std::size_t requests() const { return requests_; }

  // Number of further requests that the page limit leaves to this collection.
  std::size_t requests_left() const { return limits_.pages_per_scrape - further_; }

  const RunMemory& memory() const { return memory_; }

 private:
  enum class Stage { kFirstPage, kRunning, kFurther };

  Request send(Request request);
  std::optional<Request> further();
  std::optional<std::size_t> next_page() const;
  void list_unclear_runs();

  void take_running(const RunPage& page);
  void take_single(const ListedRun& run);
  void take_page(const RunPage& page);
  void adopt_order();
  void note(const ListedRun& run);
  void settle();

  const Limits limits_;
  RunMemory memory_;
  std::variant<Turns, NewestFirst, OldestFirst> walk_ = Turns(false);
  OrderEvidence evidence_;   // against the order of the walk
  std::size_t longest_ = 0;  // page
  bool sorted_ = true;
  bool sort_is_doubted_ = false;  // refused, and no page was read since
  bool has_sorted_page_ = false;
  std::optional<std::uint64_t> total_;
  std::optional<RunKey> last_asked_;  // where the next collection goes on

  // Of this collection.
  Timestamp now_;
  Timestamp horizon_;
  Stage stage_ = Stage::kFirstPage;
  Request request_ = {};
  std::size_t requests_ = 0;
  std::size_t further_ = 0;
  bool knows_running_ = false;
  bool run_is_next_ = false;  // single runs and pages take turns; kept for the next collection
  std::optional<std::vector<RunKey>> unclear_;  // runs to read by id, the next one at the back
  // Runs that were seen and are not finished; true: with their regions.
  std::map<RunKey, bool> seen_;
};

}  // namespace cckm
