// SPDX-License-Identifier: Apache-2.0
// Waits for several collections as for one.
#include "exporter/scrape/scrape.h"

#include <atomic>
#include <future>

namespace cckm {

Scrape::Scrape(const Fleet& fleet, Window window) : window_(window) {
  for (const auto& collector : fleet.collectors) {
    auto [collection, joined] = collector->collect(window);
    collections_.push_back(std::move(collection));
    joined_ += joined ? 1 : 0;
  }
}

void Scrape::when_done(const std::function<void()>& done) const {
  const auto missing = std::make_shared<std::atomic<std::size_t>>(collections_.size());
  for (const auto& collection : collections_) {
    collection->when_done([missing, done] {
      if (--*missing == 0) done();
    });
  }
}

Reports Scrape::seal() const {
  const auto now = std::chrono::steady_clock::now();
  Reports reports;
  for (const auto& collection : collections_) reports.push_back(collection->seal(now));
  return reports;
}

Reports wait_for(const Scrape& scrape) {
  // Shared, because seal() calls back for collections that were still running at the deadline.
  const auto done = std::make_shared<std::promise<void>>();
  scrape.when_done([done] { done->set_value(); });
  done->get_future().wait_until(scrape.window().end);
  return scrape.seal();
}

}  // namespace cckm
