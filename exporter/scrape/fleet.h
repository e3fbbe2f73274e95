// SPDX-License-Identifier: Apache-2.0
// What a configuration brings to life, and the change from one configuration to the next: a scrape
// ends with the fleet it began with, and a fleet goes when its last scrape has ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "exporter/scrape/collector.h"

namespace cckm {

// The managers of one configuration, and what a scrape of them has to know.
struct Fleet {
  std::vector<std::unique_ptr<Collector>> collectors;
  std::chrono::milliseconds scrape_timeout{9500};  // of a scrape that brings no header
  std::size_t regions_per_job = 1000;
};

// Starts the workers that could not be started before. False if some manager still has not one.
bool start_workers(const Fleet& fleet);

// The fleet in use, and those that scrapes still hold. Thread-safe.
class Fleets {
 public:
  // `on_retired` is called when a fleet has ended its last scrape, by the thread that ended it.
  explicit Fleets(std::function<void()> on_retired = [] {});
  ~Fleets();
  Fleets(const Fleets&) = delete;
  Fleets& operator=(const Fleets&) = delete;

  // The fleet in use; must be let go before this is destroyed. Precondition: there is one.
  std::shared_ptr<const Fleet> current() const;

  // From now on `next` is in use.
  void replace(Fleet next);

  // Destroys the fleets that nobody holds any more, which waits for their workers: for a thread
  // that has the time. Letting go of a fleet does not wait.
  void destroy_retired();

  // Stops every collector there is. Not while another thread uses a fleet, and nobody may after it.
  void stop();

 private:
  using Permit = std::list<Fleet>::iterator;

  Permit hold(Fleet fleet);
  void retire(Permit place);

  const std::function<void()> on_retired_;
  mutable std::mutex mutex_;  // guards all below
  std::list<Fleet> held_;
  std::list<Fleet> retired_;
  std::shared_ptr<const Fleet> current_;  // one of held_
};

}  // namespace cckm
