// SPDX-License-Identifier: Apache-2.0
// Turns the list of jobs that each schedule has into a list of schedules for each job.
#include "exporter/pages/job_schedules.h"

#include <algorithm>

namespace cckm {
namespace {

bool is_due_earlier(const ScheduleReport* a, const ScheduleReport* b) {
  if (!a->next_due || !b->next_due) return a->next_due.has_value() && !b->next_due;
  return *a->next_due < *b->next_due;
}

}  // namespace

JobSchedules::JobSchedules(const ManagerReport& report) {
  if (!report.schedules) return;
  for (const ScheduleReport& schedule : report.schedules->schedules) {
    for (const auto& sync_job : schedule.sync_jobs) by_job_[sync_job].push_back(&schedule);
  }
  for (auto& [sync_job, schedules] : by_job_) std::ranges::stable_sort(schedules, is_due_earlier);
}

const std::vector<const ScheduleReport*>& JobSchedules::of(std::string_view sync_job) const {
  static const std::vector<const ScheduleReport*> kNone;
  const auto found = by_job_.find(sync_job);
  return found == by_job_.end() ? kNone : found->second;
}

}  // namespace cckm
