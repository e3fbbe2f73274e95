// SPDX-License-Identifier: Apache-2.0
// One scrape: the collections of all managers that answer it, awaited together.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "exporter/scrape/fleet.h"

namespace cckm {

// Thread-safe.
class Scrape {
 public:
  // Begins, or joins, a collection of each manager. Must end before the fleet does.
  Scrape(const Fleet& fleet, Window window);

  const Window& window() const { return window_; }
  // How many of the collections were joined rather than begun.
  std::size_t joined() const { return joined_; }

  // Calls `done` once all collections are over: at once if they are, else from the thread that ends
  // the last of them. `done` must not call back; what it throws is
  // lost.
  void when_done(const std::function<void()>& done) const;

  // What all collections came to, in the order of the managers; those that still run are ended.
  Reports seal() const;

 private:
  Window window_;
  std::size_t joined_ = 0;
  std::vector<std::shared_ptr<Collection>> collections_;
};

// Waits for a scrape until its deadline; for callers that have a thread to spare.
Reports wait_for(const Scrape& scrape);

}  // namespace cckm
