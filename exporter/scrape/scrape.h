// SPDX-License-Identifier: Apache-2.0
// One scrape: a collection of each manager, and one deadline for all.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "exporter/scrape/fleet.h"

namespace cckm {

// Thread-safe.
class Scrape {
 public:
  // Begins or joins a collection of each manager. Precondition: `fleet` outlives this object.
  Scrape(const Fleet& fleet, Window window);

  const Window& window() const { return window_; }
  // Returns the number of collections that were running already.
  std::size_t joined() const { return joined_; }

  // Calls `done` once, when all collections are over: at once, or later from the thread that ends
  // the last one. An exception of `done` is dropped. Precondition: there is at least one
  // collection.
  void when_done(const std::function<void()>& done) const;

  // Ends the collections that still run, and returns all reports in the order of the managers.
  Reports seal() const;

 private:
  Window window_;
  std::size_t joined_ = 0;
  std::vector<std::shared_ptr<Collection>> collections_;
};

// Blocks until the scrape is over or its deadline has passed, and returns its reports.
Reports wait_for(const Scrape& scrape);

}  // namespace cckm
