// SPDX-License-Identifier: Apache-2.0
// A host's addresses, within a bound: getaddrinfo has none, so it runs on a thread that nobody
// waits for longer than they can afford.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "exporter/model/deadline.h"
#include "exporter/model/result.h"

namespace cckm {

// Numeric addresses in the order in which to try them.
using Addresses = std::vector<std::string>;

// Asks the system's resolver; blocks for as long as that takes. Fails with Reason::kDns.
Result<Addresses> look_up(const std::string& host);

// Thread-safe. At most one look-up runs at a time, whoever asks.
class Resolver {
 public:
  using LookUp = std::function<Result<Addresses>(const std::string& host)>;

  // How long resolve() waits for an answer, an answer is used without asking again, and an answer
  // is used where asking again failed.
  static constexpr std::chrono::seconds kWait{2};
  static constexpr std::chrono::seconds kFresh{30};
  static constexpr std::chrono::minutes kStale{5};

  explicit Resolver(std::string host, LookUp look_up = cckm::look_up);

  // Fails with kDns if the name has no address or nothing answers within kWait, with kTimeout if
  // `deadline` comes first.
  Result<Addresses> resolve(Deadline deadline);

  // Makes every running and later resolve() fail at once.
  void cancel();

 private:
  struct State;

  void start_look_up();

  std::shared_ptr<State> state_;  // shared with a look-up that may outlive us
};

}  // namespace cckm
