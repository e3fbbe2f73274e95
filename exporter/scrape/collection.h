// SPDX-License-Identifier: Apache-2.0
// One collection of one manager: hands out the items of its source, records their results and
// notifies waiting scrapes. It is over when every item has a result, or when a scrape seals it at
// the deadline.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/report.h"
#include "exporter/scrape/job_source.h"

namespace cckm {

// Thread-safe.
class Collection {
 public:
  // Hands out the items of `source` in a circle that begins with item `first`.
  Collection(std::shared_ptr<const JobSource> source, Window window, std::size_t first);

  const Window& window() const { return window_; }

  // Returns the next item to read; empty if every item was handed out or the collection is over.
  std::optional<std::size_t> next();
  // Records the result of reading `item`; ignored if the collection is over. A failed login, or
  // kBreakerThreshold failed connections in a row, opens the circuit breaker: the items that were
  // not handed out fail with the same failure. Precondition: next() returned `item`.
  void record(std::size_t item, Reading reading, std::chrono::duration<double> took);

  // Calls `done` once, when the collection is over: at once, or later from the thread that ends it.
  // An exception of `done` is dropped.
  void when_done(std::function<void()> done);
  // Ends the collection if it still runs, and returns its report. An item without a result is a
  // timeout. `now` is the time of the end; unused if the collection is over.
  std::shared_ptr<const ManagerReport> seal(Deadline now);
  bool over() const;

  // Returns the item that the next collection should begin with: the one after the last that was
  // handed out. After a full circle it is one further, so that no item is always the last.
  std::size_t successor() const;

  static constexpr int kBreakerThreshold = 3;

 private:
  using Callbacks = std::vector<std::function<void()>>;

  void note_reachability(const Reading& reading);
  void fail_the_rest(const Failure& failure);
  Callbacks finish(Deadline now);
  void fill_report();
  void explain_failures();
  void add(Reading reading);

  const std::shared_ptr<const JobSource> source_;
  const Window window_;
  const std::size_t first_;
  const std::size_t count_;  // items of the source

  mutable std::mutex mutex_;               // guards all below
  std::vector<Reading> readings_;          // by item; empty once over_ is true
  std::shared_ptr<ManagerReport> report_;  // constant once over_ is true
  bool over_ = false;
  std::size_t begun_ = 0;    // items handed out
  std::size_t missing_ = 0;  // items without a result
  int unreachable_in_a_row_ = 0;
  Callbacks waiting_;
};

}  // namespace cckm
