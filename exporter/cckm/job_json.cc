// SPDX-License-Identifier: Apache-2.0
// Maps CM's members and texts to a job and its regions. Many of the texts are not documented: a
// text that is not known to mean success counts as a failure.
#include "exporter/cckm/job_json.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "exporter/cckm/json_document.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

using SuccessTexts = std::span<const std::string>;

bool ends_ignoring_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         equal_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

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

bool says_success(std::string_view text, SuccessTexts success_texts) {
  return ends_ignoring_case(text, "synchronized successfully") ||
         equal_ignoring_case(text, "success") || equal_ignoring_case(text, "completed") ||
         std::any_of(success_texts.begin(), success_texts.end(),
                     [&](const std::string& ending) { return ends_ignoring_case(text, ending); });
}

RegionStatus region_status(std::string_view text, bool job_finished, SuccessTexts success_texts) {
  if (says_success(text, success_texts)) return RegionStatus::kSucceeded;
  const std::string status = normalized(text);
  const bool pending = status == "in_progress" || status == "pending";
  return pending && !job_finished ? RegionStatus::kInProgress : RegionStatus::kFailed;
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

RegionOutcome outcome_of(std::string_view key, RegionStatus status) {
  const auto parts = split(key, '/');
  if (is_aws_key(key)) return {std::string(parts[0]), std::string(parts[1]), "", status};
  if (is_google_key(parts)) {
    return {std::string(parts[1]), std::string(parts[3]), std::string(parts[5]), status};
  }
  return {"", "", std::string(key), status};
}

using Entries = std::vector<MemberReader::Entry>;

std::vector<RegionOutcome> outcomes_of(const Entries& entries, bool job_finished,
                                       SuccessTexts success_texts) {
  std::vector<RegionOutcome> regions;
  for (const auto& [key, text] : entries) {
    regions.push_back(outcome_of(key, region_status(text, job_finished, success_texts)));
  }
  return regions;
}

// Returns the names that a request can have for the entries of `detailed_status`: each key, and the
// part after its last slash, because a key of AWS is account/region.
std::set<std::string_view> names_in(const Entries& entries) {
  std::set<std::string_view> names;
  for (const auto& [key, text] : entries) {
    names.insert(key);
    names.insert(key.substr(key.rfind('/') + 1));
  }
  return names;
}

// Returns the requested regions or key containers that have no entry, as failed. Returns none if
// the entries name no requested container at all: CM then requests by id and reports by name, so
// nothing tells which container is missing.
std::vector<RegionOutcome> missing_regions(const std::vector<std::string_view>& asked,
                                           const Entries& entries, const Endpoint& endpoint) {
  const bool by_region = endpoint.asked == "regions";
  auto known = names_in(entries);
  const auto is_known = [&](std::string_view name) { return known.contains(name); };
  if (!by_region && !entries.empty() && std::ranges::none_of(asked, is_known)) return {};
  std::vector<RegionOutcome> missing;
  for (const auto name : asked) {
    if (!known.insert(name).second) continue;
    missing.push_back(by_region ? RegionOutcome{"", std::string(name), "", RegionStatus::kFailed}
                                : outcome_of(name, RegionStatus::kFailed));
  }
  return missing;
}

std::vector<RegionOutcome> read_regions(MemberReader& members, const Endpoint& endpoint,
                                        const SyncJob& job, SuccessTexts success_texts) {
  const Entries entries = members.entries("detailed_status");
  auto regions = outcomes_of(entries, finished(job), success_texts);
  // In a failed run, a region without an entry was not synchronized.
  if (job.status == JobStatus::kFailed) {
    std::ranges::move(missing_regions(members.strings(endpoint.asked), entries, endpoint),
                      std::back_inserter(regions));
  }
  return regions;
}

// CM is written in Go, whose zero time means "not yet".
constexpr Timestamp kZeroTime{-62'135'596'800, 0};

std::optional<Timestamp> timestamp_in(std::string_view text) {
  const auto timestamp = parse_timestamp(text);
  return timestamp == kZeroTime ? std::nullopt : timestamp;
}

Timestamp read_created(MemberReader& members) {
  const auto created = timestamp_in(members.string("createdAt"));
  if (!created) members.refuse("createdAt", "not a timestamp");
  return created.value_or(Timestamp());
}

// Reads a time that can be absent. Adds the anomaly `unreadable` if it is not a timestamp.
std::optional<Timestamp> read_time(MemberReader& members, std::string_view name,
                                   AnomalyKind unreadable, std::vector<Anomaly>& anomalies) {
  const std::string_view text = members.optional_string(name).value_or("");
  if (!text.empty() && !parse_timestamp(text)) anomalies.push_back({unreadable});
  return timestamp_in(text);
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

SyncJob read_job(MemberReader& members, const Endpoint& endpoint, SuccessTexts success_texts) {
  SyncJob job;
  job.id = members.string("id");
  job.container = join(members.strings(endpoint.containers), ",");
  job.status = read_status(members, job.anomalies);
  job.created = read_created(members);
  job.updated = read_time(members, "updatedAt", AnomalyKind::kUpdatedUnreadable, job.anomalies);
  job.completed =
      read_time(members, "completed_at", AnomalyKind::kCompletedUnreadable, job.anomalies);
  note_anomalies_of_end(job);
  job.regions = read_regions(members, endpoint, job, success_texts);
  return job;
}

}  // namespace

Result<SyncJob> parse_job(std::string_view body, const Endpoint& endpoint,
                          std::string_view wanted_id, SuccessTexts success_texts) {
  return read_json(body, [&](MemberReader& members) {
    SyncJob job = read_job(members, endpoint, success_texts);
    if (job.id != wanted_id) members.refuse("id", "not the one asked for");
    return job;
  });
}

}  // namespace cckm
