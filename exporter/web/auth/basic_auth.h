// SPDX-License-Identifier: Apache-2.0
// HTTP Basic authentication for all pages. One thread of its own checks the passwords, because a
// bcrypt takes long enough to delay a scrape.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "exporter/web/auth/login_cache.h"
#include "exporter/web/http.h"
#include "exporter/web/side_thread.h"

namespace cckm {

// Authenticates requests against a table of users. Thread-safe except for close().
//
// Timing: an unknown user costs the same bcrypt as a known one, so that the time of a response does
// not reveal which users exist. Only credentials that were checked before are answered from a
// cache, and its keys are unguessable.
class BasicAuth {
 public:
  using Table = std::map<std::string, std::string, std::less<>>;  // bcrypt hashes by user name
  enum class Verdict {
    kAccepted,
    kRejected,  // missing or wrong credentials
    kBusy,      // too many checks are in progress
  };

  // An empty table accepts every request.
  explicit BasicAuth(Table table) { replace(std::move(table)); }

  // Replaces the users and clears the cache. Requests in progress use the table that they began
  // with. Throws std::system_error if the thread cannot be started.
  void replace(Table table);

  // Checks the value of an Authorization header.
  asio::awaitable<Verdict> authenticate(std::string authorization);

  // Ends the thread and drops the checks that wait. authenticate() must not be called any more.
  // Precondition: the server has stopped and was not destroyed yet.
  void close();

 private:
  // A table and its cache. Lives until its last check has ended.
  struct Generation;

  std::mutex mutex_;  // guards all below
  std::shared_ptr<Generation> generation_;
  std::unique_ptr<SideThread> checker_;  // null until there are users
};

// Returns a handler that calls `handler` for accepted requests. It answers others with status 401
// and calls `on_rejected`, or with status 503 if too many checks are in progress. `auth` must
// outlive it.
Handler with_basic_auth(BasicAuth& auth, Handler handler, std::function<void()> on_rejected);

}  // namespace cckm
