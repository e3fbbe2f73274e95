// SPDX-License-Identifier: Apache-2.0
// A thread for what takes time and must not hold up a scrape: reading the configuration again, and
// freeing what an earlier one left behind.
#pragma once

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
  // What is wrong, in words to show; empty: the reload was good.
  using Reload = std::function<std::string()>;
  using Done = std::function<void(const std::string& problems)>;

  // `reload` and `tidy` are called one at a time; neither may throw. The thread is started at the
  // first request.
  Reloader(Reload reload, std::function<void()> tidy);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // Calls `done`, if there is one, from the thread and after a reload that began after this call;
  // all who wait are answered by one and the same. False, and no call, if no thread can be had.
  [[nodiscard]] bool request(Done done = {});

  // Makes the thread, if there is one, call `tidy` soon. Does not throw.
  void wake();

  // Waits for the reload that runs, if any. Nobody is called after this.
  void stop();

 private:
  bool start();
  void work();

  const Reload reload_;
  const std::function<void()> tidy_;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<Done> waiting_;
  bool requested_ = false;  // by whoever waits, or by somebody who does not
  bool untidy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cckm
