// SPDX-License-Identifier: Apache-2.0
// Maps CM's members and texts to a job and its regions.
#include "exporter/cckm/job_json.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "exporter/cckm/cm_time.h"
#include "exporter/cckm/json_document.h"
#include "exporter/cckm/log_text.h"
#include "exporter/model/ascii.h"
#include "exporter/model/job_id.h"

namespace cckm {
namespace {

// Returns one spelling for CM's several: `in_progress`, `in progress`, ...
std::string normalized(std::string_view text) {
  std::string status(text);
  for (char& c : status) c = c == ' ' || c == '-' ? '_' : to_lower(c);
  return status;
}

JobStatus job_status(std::string_view text, bool abort) {
  const std::string status = normalized(text);
  if (status == "in_progress") return JobStatus::kInProgress;
  // A canceled job ends as completed: only `abort` differs.
  if (status == "completed") return abort ? JobStatus::kCanceled : JobStatus::kCompleted;
  if (status == "failed" || status == "error") return JobStatus::kFailed;
  if (status == "canceled" || status == "cancelled" || status == "aborted") {
    return JobStatus::kCanceled;
  }
  return JobStatus::kUnknown;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

// Matches `123456789012/eu-west-1`.
bool is_aws_key(std::string_view key) {
  constexpr std::size_t kAccountDigits = 12;
  return key.size() > kAccountDigits + 1 && key.find_first_not_of("0123456789") == kAccountDigits &&
         key[kAccountDigits] == '/' &&
         key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", kAccountDigits + 1) ==
             std::string_view::npos;
}

// Matches `projects/P/locations/L/keyRings/R`, split at the slashes.
bool is_google_key(const std::vector<std::string_view>& parts) {
  return parts.size() == 6 && parts[0] == "projects" && parts[2] == "locations" &&
         parts[4] == "keyRings" &&
         std::none_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); });
}

RegionOutcome outcome_of(std::string_view key, RegionState state) {
  const auto [status, error] = state;
  const auto parts = split(key, '/');
  if (is_aws_key(key)) return {std::string(parts[0]), std::string(parts[1]), "", status, error};
  if (is_google_key(parts)) {
    return {std::string(parts[1]), std::string(parts[3]), std::string(parts[5]), status, error};
  }
  return {"", "", std::string(key), status, error};
}

using Entries = std::vector<MemberReader::Entry>;

// Adds a region to the run, and its text if it failed and is among the first ones.
void add_region(SyncJob& job, RegionOutcome region, std::string_view text) {
  const bool failed = region.status == RegionStatus::kFailed;
  if (failed && job.failures.size() < SyncJob::kMaxFailures) {
    job.failures.push_back({job.regions.size(), std::string(text.substr(0, kSearchedForSecrets))});
  }
  job.regions.push_back(std::move(region));
}

// Most entries of a run have the same text, so its state is found once.
void add_entries(SyncJob& job, const Entries& entries, const RegionTexts& texts) {
  const bool ended = finished(job);
  std::optional<std::string_view> last;
  RegionState state;
  job.regions.reserve(entries.size());
  for (const auto& [key, text] : entries) {
    if (text != last) state = region_state(text, ended, texts);
    last = text;
    add_region(job, outcome_of(key, state), text);
  }
}

// Returns the requested regions or key containers that have no entry, each once. A request names
// the key of an entry, or the part after its last slash, because a key of AWS is account/region.
// Returns none if the entries name no requested container at all: CM then requests by id and
// reports by name, so nothing tells which container is missing.
std::vector<std::string_view> unmentioned(std::vector<std::string_view> asked,
                                          const Entries& entries, const Endpoint& endpoint) {
  std::set<std::string_view> left(asked.begin(), asked.end());
  const std::size_t all = left.size();
  for (const auto& [key, text] : entries) {
    left.erase(key);
    left.erase(key.substr(key.rfind('/') + 1));
  }
  const bool by_id = endpoint.asked != "regions" && !entries.empty() && left.size() == all;
  if (by_id) return {};
  std::erase_if(asked, [&](std::string_view name) { return left.erase(name) == 0; });
  return asked;
}

RegionOutcome missing_region(std::string_view name, const Endpoint& endpoint) {
  constexpr RegionState kMissing{RegionStatus::kFailed, RegionError::kMissing};
  if (endpoint.asked != "regions") return outcome_of(name, kMissing);
  return {"", std::string(name), "", kMissing.status, kMissing.error};
}

// In a failed run, a region without an entry was not synchronized. In another one, nothing is known
// of it.
void add_unmentioned(SyncJob& job, MemberReader& members, const Entries& entries,
                     const Endpoint& endpoint) {
  const bool failed = job.status == JobStatus::kFailed;
  const bool ended = job.status == JobStatus::kCompleted || job.status == JobStatus::kCanceled;
  if (!failed && !ended) return;
  const auto names = unmentioned(members.strings(endpoint.asked), entries, endpoint);
  if (ended) job.unmentioned = names.size();
  if (!failed) return;
  for (const auto name : names) add_region(job, missing_region(name, endpoint), "");
}

void read_regions(MemberReader& members, const Endpoint& endpoint, const RegionTexts& texts,
                  SyncJob& job) {
  const Entries entries = members.entries("detailed_status");
  add_entries(job, entries, texts);
  add_unmentioned(job, members, entries, endpoint);
}

Timestamp read_created(MemberReader& members) {
  const auto created = parse_cm_time(members.string("createdAt"));
  if (!created) members.refuse("createdAt", "not a timestamp");
  return created.value_or(Timestamp());
}

// Reads a time that can be absent. Adds the anomaly `unreadable` if it is not a timestamp.
std::optional<Timestamp> read_time(MemberReader& members, std::string_view name,
                                   AnomalyKind unreadable, std::vector<Anomaly>& anomalies) {
  const std::string_view text = members.optional_string(name).value_or("");
  if (!text.empty() && !parse_timestamp(text)) anomalies.push_back({unreadable});
  return parse_cm_time(text);
}

JobStatus read_status(MemberReader& members, std::vector<Anomaly>& anomalies) {
  const std::string_view text = members.string("overall_status");
  const JobStatus status = job_status(text, members.optional_bool("abort").value_or(false));
  if (status == JobStatus::kUnknown) {
    anomalies.push_back({AnomalyKind::kUnknownStatus, std::string(text)});
  }
  return status;
}

// Adds the anomalies of a run's end.
void note_anomalies_of_end(SyncJob& job) {
  if (job.completed && *job.completed < job.created) {
    job.anomalies.push_back({AnomalyKind::kEndsBeforeItBegins});
  }
  const bool said =
      std::ranges::count(job.anomalies, Anomaly{AnomalyKind::kCompletedUnreadable}) > 0;
  if (job.status == JobStatus::kCompleted && !job.completed && !said) {
    job.anomalies.push_back({AnomalyKind::kNoCompletion});
  }
}

SyncJob read_job(MemberReader& members, const Endpoint& endpoint, const RegionTexts& texts) {
  SyncJob job;
  job.id = members.string("id");
  for (const auto name : members.strings(endpoint.containers)) {
    if (!name.empty()) job.containers.emplace_back(name);
  }
  job.status = read_status(members, job.anomalies);
  job.created = read_created(members);
  job.updated = read_time(members, "updatedAt", AnomalyKind::kUpdatedUnreadable, job.anomalies);
  job.completed =
      read_time(members, "completed_at", AnomalyKind::kCompletedUnreadable, job.anomalies);
  note_anomalies_of_end(job);
  read_regions(members, endpoint, texts, job);
  return job;
}

ListedRun read_listed(MemberReader& members, const Endpoint& endpoint, const RegionTexts& texts) {
  ListedRun run{read_job(members, endpoint, texts)};
  if (!is_job_id(run.job.id)) members.refuse("id", "not an id");
  // A run without key containers covers all of them. This run has some, in an unknown form.
  if (run.job.containers.empty() && members.has_only_non_strings(endpoint.containers)) {
    members.refuse(endpoint.containers, "no element is a string");
  }
  run.has_regions = members.has("detailed_status");
  return run;
}

}  // namespace

Result<RunPage> parse_runs(std::string_view body, const Endpoint& endpoint,
                           const RegionTexts& texts) {
  return read_json(body, [&](MemberReader& members) {
    RunPage page;
    page.runs = members.objects(
        "resources", [&](MemberReader& entry) { return read_listed(entry, endpoint, texts); });
    page.total = members.total();
    return page;
  });
}

Result<SyncJob> parse_job(std::string_view body, const Endpoint& endpoint,
                          std::string_view wanted_id, const RegionTexts& texts) {
  return read_json(body, [&](MemberReader& members) {
    SyncJob job = read_job(members, endpoint, texts);
    if (!equal_ignoring_case(job.id, wanted_id)) members.refuse("id", "not the one asked for");
    return job;
  });
}

}  // namespace cckm
