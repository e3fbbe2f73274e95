// SPDX-License-Identifier: Apache-2.0
// A fleet is *in use*, then *held* by scrapes that began before replace(), then *retired*, then
// destroyed. The shared pointer to a fleet does not own it. Its deleter, which runs with the last
// user, moves the fleet from `held_` to `retired_`. That move must not fail, so it splices a list
// node and allocates nothing.
//
// A plain std::shared_ptr<Fleet> would be simpler. But its last user would be a thread that serves
// clients, and destroying a fleet blocks until the fleet's workers have ended.
//
// Locks: the mutex is released before a pointer to a fleet is, because the deleter locks it. It is
// not held while `on_retired_` runs or a fleet is destroyed. Only stop() holds it while collectors
// end, when no other thread is left.
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
  const Position position = hold(std::move(next));
  std::shared_ptr<const Fleet> fleet(&*position,
                                     [this, position](const Fleet*) { retire(position); });
  {
    const std::lock_guard lock(mutex_);
    current_.swap(fleet);
  }
  // The replaced fleet is released here, because its deleter locks the mutex.
}

Fleets::Position Fleets::hold(Fleet fleet) {
  const std::lock_guard lock(mutex_);
  return held_.insert(held_.end(), std::move(fleet));
}

void Fleets::retire(Position position) {
  {
    const std::lock_guard lock(mutex_);
    retired_.splice(retired_.end(), held_, position);
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
