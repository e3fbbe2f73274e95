// SPDX-License-Identifier: Apache-2.0
// The thread and its requests.
//
// A request is *waiting* until the thread takes it, then *running*, then *done*. The thread takes
// all waiting requests at once, before it reads the first file. A request that arrives during a
// reload waits for the next one, because the running one might have read the files already.
//
// A cleanup goes before a reload, so that the remains of earlier configurations cannot pile up.
//
// A check is made when the thread has waited for the whole interval. A request starts the interval
// anew, because a reload has just read the files.
//
// The mutex is never held during a reload, a check, a cleanup or a callback. A callback can
// therefore request the next reload. stop() joins the thread, so it must not be called from a
// callback.
#include "exporter/reloader.h"

#include <exception>
#include <utility>

namespace cckm {

Reloader::Reloader(Reload reload, std::function<void()> cleanup)
    : reload_(std::move(reload)), cleanup_(std::move(cleanup)) {}

Reloader::~Reloader() {
  stop();
}

bool Reloader::request(Done done) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || !start()) return false;
  if (done) callbacks_.push_back(std::move(done));
  reload_requested_ = true;
  changed_.notify_one();
  return true;
}

bool Reloader::check_every(std::chrono::milliseconds interval, std::function<void()> check) {
  const std::lock_guard lock(mutex_);
  check_ = std::move(check);
  interval_ = interval;
  changed_.notify_one();
  return start();
}

// Starts the thread unless it runs. False if the system has none left.
bool Reloader::start() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::thread([this] { work(); });
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void Reloader::request_cleanup() {
  const std::lock_guard lock(mutex_);
  cleanup_requested_ = true;
  changed_.notify_one();
}

void Reloader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Reloader::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (cleanup_requested_) {
      cleanup_requested_ = false;
      lock.unlock();
      cleanup_();
      lock.lock();
    } else if (reload_requested_) {
      reload_requested_ = false;
      const auto callbacks = std::exchange(callbacks_, {});
      lock.unlock();
      const std::string problems = reload_();
      for (const auto& done : callbacks) done(problems);
      lock.lock();
    } else {
      wait_or_check(lock);
    }
  }
}

// Waits for the next event. Without one in the interval, makes a check.
void Reloader::wait_or_check(std::unique_lock<std::mutex>& lock) {
  if (!check_) return changed_.wait(lock);
  const auto next = std::chrono::steady_clock::now() + interval_;
  const auto has_work = [this] { return stopping_ || cleanup_requested_ || reload_requested_; };
  if (changed_.wait_until(lock, next, has_work)) return;
  lock.unlock();
  check_();
  lock.lock();
}

}  // namespace cckm
