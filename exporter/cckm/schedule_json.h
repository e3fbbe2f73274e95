// SPDX-License-Identifier: Apache-2.0
// Reads CM's JSON of its schedules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/model/result.h"
#include "exporter/model/schedule.h"

namespace cckm {

// One page of CM's list of schedules.
struct SchedulePage {
  std::vector<Schedule> schedules;     // only those that start synchronizations
  std::size_t entries = 0;             // all entries of the page
  std::optional<std::uint64_t> total;  // entries of the whole list, as CM says; empty if unusable
};

// Reads CM's response to GET /api/v1/scheduler/job-configs. Skips schedules of other operations,
// because CM can ignore the filter of the request. A schedule without a name has its id as name.
// Fails with kBadJson, kTooLarge or kBadSchema: the detail names the place, such as
// `resources[3].createdAt`, never its value. The texts are CM's own, raw and of any length.
// Thread-safe.
Result<SchedulePage> parse_schedules(std::string_view body);

}  // namespace cckm
