// SPDX-License-Identifier: Apache-2.0
// The order is that of the report: jobs, families, schedules.
#include "exporter/status/subjects.h"

#include <algorithm>

namespace cckm {
namespace {

constexpr std::string_view kJob = "sync_job";
constexpr std::string_view kFamily = "family";
constexpr std::string_view kSchedules = "schedules";

bool is_of(const JobReport& job, const FamilyReport& family) {
  return job.discovered() && family.endpoint == &job.endpoint;
}

bool is_incomplete(const JobReport& job) {
  return !job.run && job.run.failure().reason == Reason::kIncomplete;
}

// Returns true if a family has the line of a job. While a list is read for the first time, all jobs
// of it can be incomplete.
bool has_line_of_family(const JobReport& job, const ManagerReport& report) {
  return std::ranges::any_of(report.families, [&](const FamilyReport& family) {
    return is_of(job, family) && (family.failure || is_incomplete(job));
  });
}

const Failure* failure_of(const FamilyReport& family, const ManagerReport& report) {
  if (family.failure) return &*family.failure;
  const auto job = std::ranges::find_if(report.jobs, [&](const JobReport& each) {
    return is_of(each, family) && is_incomplete(each);
  });
  return job == report.jobs.end() ? nullptr : &job->run.failure();
}

ReportSubject subject_of(const FamilyReport& family, const ManagerReport& report) {
  return {kFamily,
          std::string(family.endpoint->cloud).append("/").append(family.endpoint->resource),
          failure_of(family, report), family.fetch_seconds};
}

ReportSubject subject_of(const SchedulesReport& schedules) {
  const auto& failure = schedules.failure;
  return {kSchedules, "all", failure ? &*failure : nullptr, std::nullopt};
}

// Adds the families and schedules that CM offers, or those that it does not.
void add_lists(const ManagerReport& report, bool offered, std::vector<ReportSubject>& subjects) {
  for (const FamilyReport& family : report.families) {
    if (family.offered == offered) subjects.push_back(subject_of(family, report));
  }
  if (report.schedules && report.schedules->offered == offered)
    subjects.push_back(subject_of(*report.schedules));
}

}  // namespace

std::vector<ReportSubject> report_subjects(const ManagerReport& report) {
  std::vector<ReportSubject> subjects;
  for (const JobReport& job : report.jobs) {
    if (has_line_of_family(job, report)) continue;
    subjects.push_back(
        {kJob, job.sync_job, job.run ? nullptr : &job.run.failure(), job.fetch_seconds});
  }
  add_lists(report, true, subjects);
  return subjects;
}

std::vector<ReportSubject> unoffered_subjects(const ManagerReport& report) {
  std::vector<ReportSubject> subjects;
  add_lists(report, false, subjects);
  return subjects;
}

std::string_view noun_of(const ReportSubject& subject) {
  if (subject.kind == kJob) return "job";
  return subject.kind == kFamily ? "family of jobs" : "list of schedules";
}

}  // namespace cckm
