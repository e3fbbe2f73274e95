// SPDX-License-Identifier: Apache-2.0
// The thread, and who waits for it.
#include "exporter/reloader.h"

#include <exception>
#include <utility>

namespace cckm {

Reloader::Reloader(Reload reload, std::function<void()> tidy)
    : reload_(std::move(reload)), tidy_(std::move(tidy)) {}

Reloader::~Reloader() {
  stop();
}

bool Reloader::request(Done done) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || !start()) return false;
  if (done) waiting_.push_back(std::move(done));
  requested_ = true;
  changed_.notify_one();
  return true;
}

bool Reloader::start() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::thread([this] { work(); });
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void Reloader::wake() {
  const std::lock_guard lock(mutex_);
  untidy_ = true;
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
    if (untidy_) {  // first, so that what is left behind cannot pile up
      untidy_ = false;
      lock.unlock();
      tidy_();
      lock.lock();
    } else if (requested_) {
      requested_ = false;
      const auto answered = std::exchange(waiting_, {});
      lock.unlock();
      const std::string problems = reload_();
      for (const auto& done : answered) done(problems);
      lock.lock();
    } else {
      changed_.wait(lock);
    }
  }
}

}  // namespace cckm
