// SPDX-License-Identifier: Apache-2.0
// The requests that list something: paths with exactly one form of query.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/model/endpoint.h"

namespace cckm {

inline constexpr std::string_view kSchedulesPath = "/api/v1/scheduler/job-configs";

// Entries that a list is asked for at once. CM can send fewer.
inline constexpr std::size_t kPageSize = 100;

// Returns the request for runs of a family. `sorted`: newest first.
std::string runs_target(const Endpoint& endpoint, std::size_t skip, bool sorted);
// Returns the request for the runs of a family that are in progress.
std::string running_target(const Endpoint& endpoint);
// Returns the request for key containers of a family.
std::string containers_target(const Endpoint& endpoint, std::size_t skip);
// Returns the request for the schedules that start synchronizations.
std::string schedules_target(std::size_t skip);

// Returns true if one of the functions above has made `target`.
bool is_list_target(std::string_view target);

}  // namespace cckm
