// SPDX-License-Identifier: Apache-2.0
// Scrapers that do not pause, each with a deadline of its own, and what they hold against the pages
// that they get.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "tests/soak/complaints.h"
#include "tests/soak/live_sets.h"

namespace cckm::test {

class Scrapers {
 public:
  struct Figures {
    std::vector<double> seconds;  // each scrape took
    double latest = 0;            // s after the deadline, at worst
    std::size_t jobs_read = 0;
    std::size_t jobs_failed = 0;
    std::size_t most_series = 0;
  };

  // Begins to scrape `address`.
  Scrapers(std::string address, const LiveSets& live_sets, Complaints& complaints);
  // Waits until each is through with the scrape it is at.
  ~Scrapers();
  Scrapers(const Scrapers&) = delete;
  Scrapers& operator=(const Scrapers&) = delete;

  // Begins no further scrape; false if one was not through after `patience`.
  bool stop(std::chrono::seconds patience);
  Figures figures() const;
  // The newest time of a successful reload that a page told of.
  double reloaded_at() const { return reloaded_at_; }
  // The exporter's open descriptors, from the newest page; 0 before the first.
  double open_descriptors() const { return open_descriptors_; }

 private:
  void scrape_on(double deadline);
  void scrape(double deadline);
  void judge(const std::string& page, std::size_t oldest);

  const std::string address_;
  const LiveSets& live_sets_;
  Complaints& complaints_;
  mutable std::mutex mutex_;  // guards figures_
  Figures figures_;
  std::atomic<double> reloaded_at_ = 0;
  std::atomic<double> open_descriptors_ = 0;
  std::atomic<bool> stopping_ = false;
  std::vector<std::future<void>> running_;
};

}  // namespace cckm::test
