// SPDX-License-Identifier: Apache-2.0
// A schedule of CM's scheduler, and CM's JSON for it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/sync_plan.h"

namespace cckm::test {

struct Schedule {
  std::string name;
  std::string run_at;  // five fields of cron; any other text is never due
  // Each plan becomes a run. All are of one cloud and have the same key containers. Several:
  // Azure's keys, secrets and certificates at once.
  std::vector<SyncPlan> plans = {};
  std::string operation = "cckm_synchronization";
  std::string id = {};  // empty: the scheduler makes one
  bool disabled = false;
  std::optional<Time> start_date = {};
  std::optional<Time> end_date = {};
  std::size_t fails_every = 0;  // every such start fails in the first key of each plan; 0: none
};

// Returns true if the schedule starts runs at this time.
bool is_enabled_at(const Schedule& schedule, Time time);

// Returns CM's JSON. `parameters` is the name of the member with the parameters. A schedule without
// plans has no such member.
std::string to_json(const Schedule& schedule, std::string_view parameters);

}  // namespace cckm::test
