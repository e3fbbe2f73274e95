// SPDX-License-Identifier: Apache-2.0
// Resolves one host within a deadline, and caches its addresses.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "exporter/model/deadline.h"
#include "exporter/model/result.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// Numeric addresses, in the order in which to try them.
using Addresses = std::vector<std::string>;

// Resolves `host` with getaddrinfo, and blocks as long as that does. Fails with dns.
Result<Addresses> look_up(const std::string& host);

// Thread-safe. At most one look-up runs at a time.
class Resolver {
 public:
  using LookUp = std::function<Result<Addresses>(const std::string& host)>;

  static constexpr std::chrono::seconds kWait{2};    // the longest wait for a look-up
  static constexpr std::chrono::seconds kFresh{30};  // addresses are used without a look-up
  static constexpr std::chrono::minutes kStale{5};   // addresses are used if a look-up fails

  // `now` tells the age of addresses. It is called under the mutex.
  explicit Resolver(std::string host, LookUp look_up = cckm::look_up, Now now = BootClock::now);

  // Returns the cached addresses or waits for a look-up. Fails with dns if the name has no address
  // or the look-up takes longer than kWait, and with timeout at `deadline` or after cancel(). Fails
  // with internal if no thread can be started.
  Result<Addresses> resolve(Deadline deadline);

  // Makes every running and later resolve() fail at once, with timeout.
  void cancel();

 private:
  struct State;

  void start_look_up();

  std::shared_ptr<State> state_;  // shared with a look-up thread, which can outlive the resolver
};

}  // namespace cckm
