// SPDX-License-Identifier: Apache-2.0
// Scrapers that scrape without pause, each with its own deadline, and check every page.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "tests/soak/live_sets.h"
#include "tests/soak/violations.h"

namespace cckm::test {

class Scrapers {
 public:
  struct Figures {
    std::vector<double> seconds;  // duration of each scrape
    double latest = 0;            // s; the greatest delay after a deadline
    std::size_t jobs_read = 0;
    std::size_t jobs_failed = 0;
    std::size_t most_series = 0;
  };

  // Starts the threads, which scrape `address`.
  Scrapers(std::string address, const LiveSets& live_sets, Violations& violations);
  // Blocks until each thread has finished its scrape.
  ~Scrapers();
  Scrapers(const Scrapers&) = delete;
  Scrapers& operator=(const Scrapers&) = delete;

  // Starts no further scrape. Returns false if a scrape still runs after `patience`.
  bool stop(std::chrono::seconds patience);
  Figures figures() const;
  // Returns the time of the last successful reload, from the pages.
  double reloaded_at() const { return reloaded_at_; }
  // Returns the exporter's open descriptors from the newest page, or 0 before the first.
  double open_descriptors() const { return open_descriptors_; }

 private:
  void scrape_on(double deadline);
  void scrape(double deadline);
  void check(const std::string& page, std::size_t oldest);

  const std::string address_;
  const LiveSets& live_sets_;
  Violations& violations_;
  mutable std::mutex mutex_;  // guards figures_
  Figures figures_;
  std::atomic<double> reloaded_at_ = 0;
  std::atomic<double> open_descriptors_ = 0;
  std::atomic<bool> stopping_ = false;
  std::vector<std::future<void>> running_;
};

}  // namespace cckm::test
