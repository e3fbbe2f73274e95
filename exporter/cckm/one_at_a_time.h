// SPDX-License-Identifier: Apache-2.0
// A lock that is waited for until a deadline.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>

#include "exporter/model/deadline.h"

namespace cckm {

// A std::timed_mutex would do, but ThreadSanitizer does not know how it waits. Thread-safe.
class OneAtATime {
 public:
  // The right to go on, until it is destroyed. False if it was not given in time.
  class Turn {
   public:
    explicit Turn(OneAtATime* owner) : owner_(owner) {}
    Turn(Turn&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (owner_ != nullptr) owner_->end();
    }

    explicit operator bool() const { return owner_ != nullptr; }

   private:
    OneAtATime* owner_;
  };

  // Waits until no other turn is left, at most until `deadline`.
  Turn begin(Deadline deadline) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_until(lock, deadline, [this] { return !busy_; })) return Turn(nullptr);
    busy_ = true;
    return Turn(this);
  }

 private:
  void end() {
    {
      const std::lock_guard lock(mutex_);
      busy_ = false;
    }
    ended_.notify_one();
  }

  std::mutex mutex_;  // guards busy_
  std::condition_variable ended_;
  bool busy_ = false;
};

}  // namespace cckm
