// SPDX-License-Identifier: Apache-2.0
// Who may see our pages. Passwords are checked on a thread of their own, one at a time, because a
// bcrypt takes long enough to hold up a scrape.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "exporter/web/auth/login_cache.h"
#include "exporter/web/http.h"

namespace cckm {

// Thread-safe, but for close().
class BasicAuth {
 public:
  using Table = std::map<std::string, std::string, std::less<>>;  // bcrypt hashes by name
  enum class Verdict { kWelcome, kRefused, kBusy };

  // An empty table lets everybody in.
  explicit BasicAuth(Table table) { replace(std::move(table)); }

  // From now on these count; what was known of the others is forgotten.
  void replace(Table table);

  // What is to become of a request with this Authorization header. kBusy if it cannot be told soon.
  asio::awaitable<Verdict> judge(std::string authorization);

  // Ends the checks that wait. To be called when the server that asks has stopped and before it
  // goes; judge() must not be called any more.
  void close();

 private:
  // One table and what is known of it, together until the last check on it is over.
  struct Generation;

  asio::awaitable<bool> check(std::shared_ptr<Generation> generation, LoginCache::Key key,
                              Credentials credentials);

  std::mutex mutex_;  // guards all below
  std::shared_ptr<Generation> generation_;
  std::unique_ptr<asio::thread_pool> checker_;  // of one thread; none before there are users
};

// `handler` for those who may see what it answers; to others 401, or 503 while too many wait to be
// checked. Calls `refused` for each 401. `users` must outlive it.
Handler with_basic_auth(BasicAuth& users, Handler handler, std::function<void()> refused);

}  // namespace cckm
