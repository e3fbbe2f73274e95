// SPDX-License-Identifier: Apache-2.0
// One collection of one manager while it runs: which job is next, what has come in, and who waits
// for it. It is over when every job has been read or when somebody seals it at its deadline,
// whichever is first; what is not there by then is a timeout, and what comes later is ignored.
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
  // Hands out the jobs of `source` in their order, beginning with number `first`.
  Collection(const JobSource& source, Window window, std::size_t first);

  const Window& window() const { return window_; }

  // The next job to read; empty when there is none left to begin.
  std::optional<std::size_t> next();
  // What reading a job came to. After failures that will meet every further job too (the login's,
  // or kBreakerThreshold connections in a row) the jobs not yet begun fail likewise, without being
  // tried.
  void record(std::size_t job, Reading reading, std::chrono::duration<double> took);

  // Calls `done` once the collection is over: at once if it is, else from the thread that ends it.
  // `done` must not call back; what it throws is lost.
  void when_done(std::function<void()> done);
  // Ends it, if it has not ended by itself, and returns what it came to. `now` counts in the first
  // call only.
  std::shared_ptr<const ManagerReport> seal(Deadline now);
  bool over() const;

  // The job that the next collection should begin with, so that none is always the last: the one
  // after those that were begun.
  std::size_t successor() const;

  static constexpr int kBreakerThreshold = 3;

 private:
  using Callbacks = std::vector<std::function<void()>>;

  void note_reachability(const Reading& reading);
  void fail_the_rest(const Failure& failure);
  Callbacks finish(Deadline now);

  const Window window_;
  const std::size_t first_;

  mutable std::mutex mutex_;  // guards all below
  std::shared_ptr<ManagerReport> report_;
  bool over_ = false;
  std::size_t begun_ = 0;
  std::size_t missing_ = 0;  // jobs begun or not, of which nothing has come in
  int unreachable_in_a_row_ = 0;
  Callbacks waiting_;
};

}  // namespace cckm
