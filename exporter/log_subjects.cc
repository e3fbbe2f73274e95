// SPDX-License-Identifier: Apache-2.0
// The order is that of the report: jobs, families, schedules.
#include "exporter/log_subjects.h"

#include <algorithm>

namespace cckm {
namespace {

constexpr std::string_view kJob = "sync_job";
constexpr std::string_view kFamily = "family";
constexpr std::string_view kSchedules = "schedules";

bool has_failed_family(const JobReport& job, const ManagerReport& report) {
  return job.discovered && std::ranges::any_of(report.families, [&](const FamilyReport& family) {
           return family.endpoint == &job.endpoint && family.failure;
         });
}

const Failure* pointer_to(const std::optional<Failure>& failure) {
  return failure ? &*failure : nullptr;
}

LogSubject subject_of(const FamilyReport& family) {
  return {kFamily,
          std::string(family.endpoint->cloud).append("/").append(family.endpoint->resource),
          pointer_to(family.failure), family.fetch_seconds};
}

LogSubject subject_of(const SchedulesReport& schedules) {
  return {kSchedules, "all", pointer_to(schedules.failure), std::nullopt};
}

// Adds the families and schedules that CM offers, or those that it does not.
void add_lists(const ManagerReport& report, bool offered, std::vector<LogSubject>& subjects) {
  for (const FamilyReport& family : report.families) {
    if (family.offered == offered) subjects.push_back(subject_of(family));
  }
  if (report.schedules && report.schedules->offered == offered)
    subjects.push_back(subject_of(*report.schedules));
}

}  // namespace

std::vector<LogSubject> log_subjects(const ManagerReport& report) {
  std::vector<LogSubject> subjects;
  for (const JobReport& job : report.jobs) {
    if (has_failed_family(job, report)) continue;
    subjects.push_back(
        {kJob, job.sync_job, job.run ? nullptr : &job.run.failure(), job.fetch_seconds});
  }
  add_lists(report, true, subjects);
  return subjects;
}

std::vector<LogSubject> unoffered_subjects(const ManagerReport& report) {
  std::vector<LogSubject> subjects;
  add_lists(report, false, subjects);
  return subjects;
}

std::string_view noun_of(const LogSubject& subject) {
  if (subject.kind == kJob) return "job";
  return subject.kind == kFamily ? "family of jobs" : "list of schedules";
}

}  // namespace cckm
