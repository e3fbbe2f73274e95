// SPDX-License-Identifier: Apache-2.0
// Fleets move from list to list without allocating, because they do so when a pointer is let go.
#include "exporter/scrape/fleet.h"

#include <algorithm>
#include <utility>

namespace cckm {

bool start_workers(const Fleet& fleet) {
  return std::all_of(fleet.collectors.begin(), fleet.collectors.end(),
                     [](const auto& collector) { return collector->start_workers(); });
}

Fleets::Fleets(std::function<void()> on_retired) : on_retired_(std::move(on_retired)) {}

Fleets::~Fleets() {
  current_.reset();
}

std::shared_ptr<const Fleet> Fleets::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void Fleets::replace(Fleet next) {
  const Permit place = hold(std::move(next));
  std::shared_ptr<const Fleet> fleet(&*place, [this, place](const Fleet*) { retire(place); });
  {
    const std::lock_guard lock(mutex_);
    current_.swap(fleet);
  }
  // The one that was in use is let go here, without the lock that retiring it takes.
}

Fleets::Permit Fleets::hold(Fleet fleet) {
  const std::lock_guard lock(mutex_);
  return held_.insert(held_.end(), std::move(fleet));
}

void Fleets::retire(Permit place) {
  {
    const std::lock_guard lock(mutex_);
    retired_.splice(retired_.end(), held_, place);
  }
  on_retired_();
}

void Fleets::destroy_retired() {
  std::list<Fleet> dead;
  {
    const std::lock_guard lock(mutex_);
    dead.swap(retired_);
  }
}

void Fleets::stop() {
  const std::lock_guard lock(mutex_);
  for (const auto* fleets : {&held_, &retired_}) {
    for (const Fleet& fleet : *fleets) {
      for (const auto& collector : fleet.collectors) collector->stop();
    }
  }
}

}  // namespace cckm
