// SPDX-License-Identifier: Apache-2.0
// A worker takes an item from the running collection with the earliest deadline, reads it, records
// the result, and takes the next item. Without an item it waits on `changed_`. Workers live as long
// as the collector, because each keeps a connection open from scrape to scrape. A thread for each
// item would need a TLS handshake for each, and would put no bound on the concurrent requests.
//
// A collection enters `running_` in collect(). The next worker that looks for an item removes it
// after it is over. A worker that is late holds only its own task: the collection ends at its
// deadline without it, and the other workers go on.
//
// Locks: the collector's mutex comes before the mutex of a collection. It is never held while an
// item is read, while on_report_ runs, or while a collection is sealed, because sealing calls back.
#include "exporter/scrape/collector.h"

#include <algorithm>
#include <exception>

namespace cckm {

Collector::Collector(std::shared_ptr<JobSource> source, OnReport on_report)
    : source_(std::move(source)), on_report_(std::move(on_report)) {
  start_workers();
}

Collector::~Collector() {
  stop();
}

void Collector::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  source_->cancel();
  changed_.notify_all();
  for (auto& worker : workers_) worker.join();
  workers_.clear();
  // A scrape might seal a collection after the collector is destroyed, so none may be left open.
  for (const auto& collection : running_) collection->seal(std::chrono::steady_clock::now());
}

bool Collector::start_workers() {
  const std::lock_guard lock(mutex_);
  try {
    while (workers_.size() < source_->workers()) {
      workers_.emplace_back([this, worker = workers_.size()] { work(worker); });
    }
  } catch (const std::exception&) {
    // The system has no threads or no memory left. The next scrape tries again.
  }
  return !workers_.empty();
}

std::pair<std::shared_ptr<Collection>, bool> Collector::collect(Window window) {
  std::shared_ptr<Collection> collection;
  {
    const std::lock_guard lock(mutex_);
    if (auto running = running_one_for(window)) return {std::move(running), true};
    collection = std::make_shared<Collection>(source_, window, first_);
    const auto later = std::find_if(running_.begin(), running_.end(), [&](const auto& other) {
      return other->window().end > window.end;
    });
    running_.insert(later, collection);
  }
  changed_.notify_all();
  // A shared pointer would be a cycle: the collection owns this callback.
  collection->when_done([this, weak = std::weak_ptr(collection)] {
    if (const auto ended = weak.lock()) on_report_(ended->seal({}));
  });
  return {std::move(collection), false};
}

std::shared_ptr<Collection> Collector::running_one_for(Window window) const {
  const auto found = std::find_if(running_.begin(), running_.end(), [&](const auto& collection) {
    const Window& its = collection->window();
    return !collection->over() && window.begin - its.begin < kJoinWindow &&
           its.end - window.end <= kClockSlack && window.end - its.end <= kJoinWindow;
  });
  return found == running_.end() ? nullptr : *found;
}

void Collector::work(std::size_t worker) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    auto task = take();
    if (!task) {
      changed_.wait(lock);
      continue;
    }
    lock.unlock();
    const auto begin = std::chrono::steady_clock::now();
    Reading reading = source_->read(worker, task->item, task->collection->window());
    task->collection->record(task->item, std::move(reading),
                             std::chrono::steady_clock::now() - begin);
    task.reset();
    lock.lock();
  }
}

std::optional<Collector::Task> Collector::take() {
  std::erase_if(running_, [](const auto& collection) { return collection->over(); });
  for (const auto& collection : running_) {
    if (const auto item = collection->next()) {
      first_ = collection->successor();
      return Task{collection, *item};
    }
  }
  return std::nullopt;
}

}  // namespace cckm
