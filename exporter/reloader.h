// SPDX-License-Identifier: Apache-2.0
// A background thread that reloads the configuration, checks at intervals whether it has changed,
// and frees what an earlier one left behind. All this takes time and must not delay a scrape.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cckm {

// Thread-safe.
class Reloader {
 public:
  // Reloads the configuration. Returns the problems as text to show, or an empty text.
  using Reload = std::function<std::string()>;
  // Receives the result of a reload.
  using Done = std::function<void(const std::string& problems)>;

  // `reload` and `cleanup` are called from the thread, one at a time. Neither must throw. The
  // thread starts at the first request.
  Reloader(Reload reload, std::function<void()> cleanup);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // Requests a reload that begins after this call. `done`, if given, is called from the thread when
  // it has ended. Requests that wait for the same reload share its result. Returns false, and never
  // calls `done`, if the thread cannot be started or stop() was called.
  [[nodiscard]] bool request(Done done = {});

  // Calls `check` from the thread after each `interval` in which it has nothing else to do. `check`
  // must not throw. Returns false if the thread cannot be started. Precondition: called once,
  // before stop().
  [[nodiscard]] bool check_every(std::chrono::milliseconds interval, std::function<void()> check);

  // Requests a cleanup, which the thread runs before its next reload. Does nothing else if the
  // thread was not started yet. Does not throw.
  void request_cleanup();

  // Ends the thread after the reload that runs, if any. Requests that still wait are dropped. No
  // callback is called after this returns.
  void stop();

 private:
  bool start();
  void work();
  void wait_or_check(std::unique_lock<std::mutex>& lock);

  const Reload reload_;
  const std::function<void()> cleanup_;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<Done> callbacks_;    // of the reload that is requested
  bool reload_requested_ = false;  // also without a callback
  bool cleanup_requested_ = false;
  bool stopping_ = false;
  std::function<void()> check_;  // empty: no check
  std::chrono::milliseconds interval_{};
  std::thread thread_;
};

}  // namespace cckm
