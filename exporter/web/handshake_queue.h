// SPDX-License-Identifier: Apache-2.0
// Runs the steps of TLS handshakes one after the other: each costs a signature, and without this a
// response would wait for all handshakes that are ready.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "exporter/web/http.h"

namespace cckm {

// One step of all connections runs at a time. The next one is posted when it ends, so it is behind
// all that became ready meanwhile. Thread-safe. Must outlive its executors and their contexts.
class HandshakeQueue {
 public:
  class Executor;

  // Destroys the steps that wait, and those that come later. Precondition: the contexts of all
  // executors have stopped, and were not destroyed yet.
  void close();

  // Returns an executor that runs steps on `on`, each when it is its turn.
  Executor executor(asio::any_io_executor on);

 private:
  struct Step {
    asio::any_io_executor on;
    std::function<void()> function;
  };
  class Turn;

  void add(Step step);
  void begin_next() noexcept;

  std::mutex mutex_;  // guards all below
  std::deque<Step> waiting_;
  bool taken_ = false;   // a step was posted and has not ended
  bool closed_ = false;  // by close()
};

// An executor as Asio asks for one.
class HandshakeQueue::Executor {
 public:
  Executor(HandshakeQueue& queue, asio::any_io_executor on) noexcept
      : queue_(&queue), on_(std::move(on)) {}

  template <typename Function>
  void execute(Function function) const {
    // std::function asks for a copy, which Asio's functions do not have.
    auto shared = std::make_shared<Function>(std::move(function));
    queue_->add({on_, [shared] { std::move (*shared)(); }});
  }

  asio::execution_context& query(asio::execution::context_t property) const {
    return asio::query(on_, property);
  }
  static constexpr asio::execution::blocking_t::never_t query(
      asio::execution::blocking_t) noexcept {
    return {};
  }
  bool operator==(const Executor& other) const noexcept {
    return queue_ == other.queue_ && on_ == other.on_;
  }
  bool operator!=(const Executor& other) const noexcept { return !(*this == other); }

 private:
  HandshakeQueue* queue_;
  asio::any_io_executor on_;
};

}  // namespace cckm
