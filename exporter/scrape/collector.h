// SPDX-License-Identifier: Apache-2.0
// The worker threads of one manager, and the collections that they work on.
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
  using OnReport = std::function<void(const std::shared_ptr<const ManagerReport>&)>;

  // Starts as many workers as `source` allows, or fewer if the system has no threads left. Calls
  // `on_report` once for each collection, from the thread that ends it.
  Collector(std::shared_ptr<JobSource> source, OnReport on_report);
  // Calls stop().
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Returns a collection for `window`, and true if it was running already. A running collection is
  // joined if it began less than kJoinWindow before `window` begins, and if its deadline is at most
  // kJoinWindow before and at most kClockSlack after the end of `window`. Two scrapers that scrape
  // at the same time thus cost the manager as much as one.
  std::pair<std::shared_ptr<Collection>, bool> collect(Window window);

  // Starts the workers that could not be started before. Returns false if there is no worker at
  // all: every job of a collection would be a timeout.
  bool start_workers();

  // Cancels the running reads, joins the workers, and ends every collection. Precondition: no
  // collect() or start_workers() is running, and none follows.
  void stop();

  static constexpr std::chrono::seconds kJoinWindow{1};
  // Scrapes that arrive at once can be called in another order than their windows were computed.
  static constexpr std::chrono::milliseconds kClockSlack{50};

 private:
  struct Task {
    std::shared_ptr<Collection> collection;
    std::size_t item;
  };

  void work(std::size_t worker);
  std::optional<Task> take();
  std::shared_ptr<Collection> running_one_for(Window window) const;

  const std::shared_ptr<JobSource> source_;
  const OnReport on_report_;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<std::shared_ptr<Collection>> running_;  // by deadline
  std::size_t first_ = 0;  // the item that the next collection begins with
  std::vector<std::thread> workers_;
};

}  // namespace cckm
