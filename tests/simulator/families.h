// SPDX-License-Identifier: Apache-2.0
// The families of runs: their offer, their history, and the behaviour of their lists.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "exporter/model/endpoint.h"
#include "tests/simulator/list_behaviour.h"
#include "tests/simulator/offer.h"
#include "tests/simulator/run_history.h"
#include "tests/simulator/shuffled_order.h"

namespace cckm::test {

struct Family {
  Offer offer = Offer::kOffered;
  // If set, the list has these runs. If not, it has the sample jobs. Sample jobs are always served
  // by their ids.
  std::optional<RunHistory> history = {};
  ListBehaviour list = {};
  ShuffledOrder shuffled = {};
};

// Not thread-safe.
class Families {
 public:
  Families() : families_(endpoints().size()) {}

  Family& of(const Endpoint& endpoint);
  // Throws std::out_of_range if CM has no such family.
  Family& of(std::string_view cloud, std::string_view resource = "keys");

  // Returns the history of a family. A family without one gets an empty one.
  RunHistory& history_of(const Endpoint& endpoint);

  // Returns true if a run of any family of the cloud is in progress.
  bool is_running(std::string_view cloud, Time now);

 private:
  std::vector<Family> families_;  // in the order of endpoints()
};

}  // namespace cckm::test
