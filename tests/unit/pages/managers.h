// SPDX-License-Identifier: Apache-2.0
// Managers with jobs in all states, for tests of pages.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/pages/job_row.h"
#include "exporter/pages/shell.h"
#include "exporter/status/board.h"

namespace cckm::test {

// 2026-11-26 15:20:03 UTC.
inline constexpr Timestamp kNow{1795706403, 0};
inline const ProgramInfo kProgram{.version = "1.2.3", .telemetry_path = "/metrics"};

// Text from CM that would break a page if it were not escaped and isolated.
inline const std::string kHostileText = "<script>\u202E\"'&";
inline const std::string kEscapedText = "<bdi>&lt;script&gt;\u202E&quot;&#39;&amp;</bdi>";

constexpr Timestamp ago(std::int64_t seconds) {
  return {kNow.seconds - seconds, 0};
}

inline JobReport job_of(const std::string& name, SyncJob run) {
  return {name, *find_endpoint("aws", "keys"), std::make_shared<const SyncJob>(std::move(run))};
}

// A run that began an hour ago and took a minute.
inline SyncJob run_of(JobStatus status, std::vector<RegionOutcome> regions = {}) {
  SyncJob run{.id = "run-1",
              .containers = {"kms"},
              .status = status,
              .created = ago(3600),
              .regions = std::move(regions)};
  if (status != JobStatus::kInProgress) run.completed = ago(3540);
  return run;
}

inline RegionOutcome region_of(const std::string& name, RegionStatus status,
                               RegionError error = RegionError::kOther) {
  return {.account = "1234", .region = name, .status = status, .error = error};
}

inline JobReport unread_job(const std::string& name, Reason reason, int status = 0) {
  return {name, *find_endpoint("aws", "keys"), Failure{reason, "details", status}};
}

inline JobReport succeeded_job(const std::string& name) {
  return job_of(name, run_of(JobStatus::kCompleted));
}

inline JobReport failed_job(const std::string& name) {
  return job_of(name,
                run_of(JobStatus::kFailed,
                       {region_of("eu-west-1", RegionStatus::kFailed, RegionError::kAccessDenied),
                        region_of("us-east-1", RegionStatus::kSucceeded)}));
}

// A manager whose last collection ended 12 s ago.
inline std::shared_ptr<const ManagerStatus> manager_of(const std::string& name,
                                                       ManagerReport report,
                                                       Timestamp collected = ago(12)) {
  Place place(name, "https://" + name + ".example.com", 0);
  report.manager = name;
  place.note(std::make_shared<const ManagerReport>(std::move(report)), collected, std::nullopt);
  return place.status();
}

inline std::shared_ptr<const ManagerStatus> manager_of(const std::string& name,
                                                       std::vector<JobReport> jobs) {
  return manager_of(name, ManagerReport{.up = true, .seconds = 0.25, .jobs = std::move(jobs)});
}

inline std::shared_ptr<const ManagerStatus> manager_without_collection(const std::string& name) {
  return Place(name, "https://" + name + ".example.com", 0).status();
}

// Returns the position of each text in `html`, which must have all of them.
inline std::vector<std::size_t> positions_of(const std::vector<std::string>& texts,
                                             const std::string& html) {
  std::vector<std::size_t> positions;
  for (const auto& text : texts) positions.push_back(html.find(text));
  return positions;
}

inline std::size_t count_of(const std::string& text, const std::string& html) {
  std::size_t count = 0;
  for (auto at = html.find(text); at != std::string::npos; at = html.find(text, at + 1)) ++count;
  return count;
}

}  // namespace cckm::test
