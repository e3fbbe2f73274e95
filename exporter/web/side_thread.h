// SPDX-License-Identifier: Apache-2.0
// One thread beside those that serve, for work that can block or takes long.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "exporter/web/http.h"

namespace cckm {

class SideThread {
 public:
  // Starts the thread. Throws std::system_error if the system has none left.
  SideThread() : pool_(1) {}

  // Runs `work` on the thread, after all work that was there before, and resumes the caller on its
  // own executor. The caller gets an exception of `work`. Thread-safe. The destructor finishes the
  // work that runs, and drops what waits: its callers are never resumed.
  asio::awaitable<void> run(std::function<void()> work);

 private:
  asio::thread_pool pool_;
};

}  // namespace cckm
