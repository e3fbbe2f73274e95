// SPDX-License-Identifier: Apache-2.0
// The jobs of all managers as rows: what failed comes first.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "exporter/model/enum_names.h"
#include "exporter/pages/html.h"
#include "exporter/status/board.h"

namespace cckm {

using Managers = std::vector<std::shared_ptr<const ManagerStatus>>;

// In the order in which an operator wants to see them.
enum class JobState {
  kFailed,     // the newest run ended without success
  kUnread,     // the exporter could not read the newest run
  kRunning,    // the newest run is in progress
  kSucceeded,  // the newest run succeeded
};

// Values of the parameter `state` of the status page.
inline constexpr EnumNames<JobState::kSucceeded> kJobStateNames{"failed", "unread", "running",
                                                                "succeeded"};

JobState state_of(const JobReport& job);

// Returns the state as a coloured badge with a letter and a word.
Html badge(const JobReport& job);

// Returns the badge of a state in a list of counts.
Html badge(JobState state);

// Returns why the job is in this state, in plain words. Empty if there is nothing to say.
Html explanation(const JobReport& job);

// A job of a manager. Precondition: the status outlives it.
struct JobRow {
  const ManagerStatus* manager;
  std::size_t index;  // in the report
  JobState state;

  const JobReport& job() const { return manager->report->jobs[index]; }
};

// Returns the jobs of all managers by state, then in the order of the reports.
std::vector<JobRow> job_rows(const Managers& managers);

using StateCounts = std::array<std::size_t, kJobStateNames.size()>;
StateCounts count_states(std::span<const JobRow> rows);

// Returns the path of the page of a job, relative to the status page.
std::string job_path(std::string_view manager, std::string_view sync_job);

// Returns the key containers of the newest run, with commas between them. Empty without a run.
Html containers_of(const JobReport& job);

}  // namespace cckm
