// SPDX-License-Identifier: Apache-2.0
// The collectors of one configuration, and the change to another configuration without a restart.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "exporter/model/deadline.h"
#include "exporter/scrape/collector.h"

namespace cckm {

// The collectors of one configuration, and the settings of a scrape.
struct Fleet {
  std::vector<std::unique_ptr<Collector>> collectors;
  ScrapeTimeouts scrape_timeouts{};
  std::size_t regions_per_job = 0;
};

// Starts the workers that could not be started before. Returns false if a manager has no worker.
bool start_workers(const Fleet& fleet);

// The fleet in use, and earlier fleets that are not destroyed yet. Thread-safe.
class Fleets {
 public:
  // Calls `on_retired` when a replaced fleet has no user left, from the thread of its last user.
  explicit Fleets(std::function<void()> on_retired = [] {});
  ~Fleets();
  Fleets(const Fleets&) = delete;
  Fleets& operator=(const Fleets&) = delete;

  // Returns the fleet in use. Preconditions: replace() was called, and the pointer is released
  // before this object is destroyed.
  std::shared_ptr<const Fleet> current() const;

  // Makes `next` the fleet in use. Scrapes that have begun end with the fleet they began with.
  void replace(Fleet next);

  // Destroys the fleets without users. Blocks until their workers have ended, so a thread that
  // serves clients must not call it. Releasing the pointer to a fleet does not block.
  void destroy_retired();

  // Stops every collector of every fleet. Preconditions: no other thread uses a fleet, now or
  // later, and no callback of a collection releases one.
  void stop();

 private:
  using Position = std::list<Fleet>::iterator;

  Position hold(Fleet fleet);
  void retire(Position position);

  const std::function<void()> on_retired_;
  mutable std::mutex mutex_;              // guards all below
  std::list<Fleet> held_;                 // have users
  std::list<Fleet> retired_;              // have no users and wait for destroy_retired()
  std::shared_ptr<const Fleet> current_;  // one of held_
};

}  // namespace cckm
