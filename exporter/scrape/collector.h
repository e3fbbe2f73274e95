// SPDX-License-Identifier: Apache-2.0
// The workers of one manager and the collections they work on. Workers live as long as the
// collector, because each keeps a connection open from scrape to scrape.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "exporter/scrape/collection.h"
#include "exporter/scrape/job_source.h"

namespace cckm {

// Thread-safe.
class Collector {
 public:
  using OnReport = std::function<void(const ManagerReport&)>;

  // `on_report` is called once for each collection, when it is over, from the thread that ended it.
  // Starts as many workers as the source allows, or fewer if the system has no threads left.
  Collector(std::shared_ptr<JobSource> source, OnReport on_report);
  // Stops.
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // A collection that ends within `window`: a new one, or one that is running and suits (begun less
  // than kJoinWindow ago, over by the end of `window` and at most kJoinWindow before it, give or
  // take kClockSlack), so that two scrapers cost the manager no more than one. The second of the
  // pair tells whether it was joined.
  std::pair<std::shared_ptr<Collection>, bool> collect(Window window);

  // Starts the workers that could not be started before. False if there still is not one, so that a
  // collection would be all timeouts.
  bool start_workers();

  // Cancels what is running, waits for it, and ends every collection. Not to be called while
  // another thread is in collect() or start_workers(), and nothing may be after it.
  void stop();

  static constexpr std::chrono::seconds kJoinWindow{1};
  // Of scrapers that come at once, the first to get here need not be the first to have looked at
  // the clock.
  static constexpr std::chrono::milliseconds kClockSlack{50};

 private:
  struct Task {
    std::shared_ptr<Collection> collection;
    std::size_t job;
  };

  void work(std::size_t worker);
  std::optional<Task> take();
  std::shared_ptr<Collection> running_one_for(Window window) const;

  const std::shared_ptr<JobSource> source_;
  const OnReport on_report_;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<std::shared_ptr<Collection>> running_;  // by the end of their windows
  std::size_t first_ = 0;  // the job that the next collection begins with
  std::vector<std::thread> workers_;
};

}  // namespace cckm
