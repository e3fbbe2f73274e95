// SPDX-License-Identifier: Apache-2.0
// The watchdog's thread and the bookkeeping of its lines.
#include "exporter/cckm/watchdog.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cckm {
namespace {

// A line that is cut between two sockets (the first refused, the second not yet opened) would get
// away; so an overdue line is cut again and again until its request gives up.
constexpr std::chrono::milliseconds kCutAgain{5};

}  // namespace

Watchdog::Watchdog() : thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watchdog::cut_all() {
  {
    const std::lock_guard lock(mutex_);
    cut_all_ = true;
    cut_overdue(Deadline::max());
  }
  changed_.notify_one();
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (armed_.empty()) {
      changed_.wait(lock);
    } else {
      // A copy: the wait gives up the lock, and the entry may go meanwhile.
      const Deadline next = armed_.begin()->first;
      changed_.wait_until(lock, next);
    }
    cut_overdue(std::chrono::steady_clock::now());
  }
}

void Watchdog::cut_overdue(Deadline now) {
  const Deadline again = std::chrono::steady_clock::now() + kCutAgain;
  std::set<std::pair<Deadline, Line*>> overdue;
  while (!armed_.empty() && armed_.begin()->first <= now) {
    overdue.insert(armed_.extract(armed_.begin()));
  }
  for (const auto& [deadline, line] : overdue) {
    line->cut();
    line->deadline_ = again;
    armed_.emplace(again, line);
  }
}

Line::Line(Watchdog& watchdog) : watchdog_(watchdog) {}

Line::~Line() {
  disarm();
  closed();
}

void Line::arm(Deadline deadline) {
  bool first = false;
  {
    const std::lock_guard lock(watchdog_.mutex_);
    deadline_ = watchdog_.cut_all_ ? Deadline::min() : deadline;
    armed_ = true;
    cut_ = false;
    opened_since_armed_ = false;
    watchdog_.armed_.emplace(deadline_, this);
    first = watchdog_.armed_.begin()->second == this;
  }
  if (first) watchdog_.changed_.notify_one();
}

bool Line::disarm() {
  const std::lock_guard lock(watchdog_.mutex_);
  if (armed_) watchdog_.armed_.erase({deadline_, this});
  armed_ = false;
  return cut_;
}

void Line::opened(int descriptor) {
  const int duplicate = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  const std::lock_guard lock(watchdog_.mutex_);
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = duplicate;
  opened_since_armed_ = true;
  // Without a duplicate there is no deadline: better no connection than one that can hang.
  if (duplicate < 0) ::shutdown(descriptor, SHUT_RDWR);
}

void Line::closed() {
  const std::lock_guard lock(watchdog_.mutex_);
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

bool Line::opened_since_armed() const {
  const std::lock_guard lock(watchdog_.mutex_);
  return opened_since_armed_;
}

void Line::cut() {
  cut_ = true;
  if (descriptor_ >= 0) ::shutdown(descriptor_, SHUT_RDWR);
}

}  // namespace cckm
