// SPDX-License-Identifier: Apache-2.0
// A queue, whose first step is posted when the one before has ended.
#include "exporter/web/handshake_queue.h"

#include <boost/asio/post.hpp>
#include <exception>

namespace cckm {

// The end of its life is the end of a step, even if that throws.
class HandshakeQueue::Turn {
 public:
  explicit Turn(HandshakeQueue& queue) : queue_(queue) {}
  ~Turn() { queue_.begin_next(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  HandshakeQueue& queue_;
};

HandshakeQueue::Executor HandshakeQueue::executor(asio::any_io_executor on) {
  return {*this, std::move(on)};
}

void HandshakeQueue::add(Step step) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    waiting_.push_back(std::move(step));
    if (taken_) return;
    taken_ = true;
  }
  begin_next();
}

// Precondition: the turn is taken, and no step was posted for it.
void HandshakeQueue::begin_next() noexcept {
  std::unique_lock lock(mutex_);
  taken_ = !waiting_.empty();
  if (!taken_) return;
  Step next = std::move(waiting_.front());
  waiting_.pop_front();
  lock.unlock();
  try {
    asio::post(next.on, [this, function = std::move(next.function)] {
      const Turn turn(*this);
      function();
    });
  } catch (const std::exception&) {
    // Out of memory. This step is lost, and its connection with it. add() begins again.
    lock.lock();
    taken_ = false;
  }
}

void HandshakeQueue::close() {
  std::deque<Step> dropped;  // is destroyed without the lock: that can call add()
  const std::lock_guard lock(mutex_);
  closed_ = true;
  dropped.swap(waiting_);
}

}  // namespace cckm
