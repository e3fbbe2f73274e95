// SPDX-License-Identifier: Apache-2.0
// The text is a part of the key. Otherwise two entries with the same labels would be logged in
// turn, at every scrape. The labels in the key are clean, because clean ones are short.
#include "exporter/region_log.h"

#include "exporter/log/log.h"
#include "exporter/model/label.h"

namespace cckm {
namespace {

void add_label(log::Fields& fields, std::string_view name, const std::string& value) {
  if (!value.empty()) fields.push_back({name, value});
}

void log_failed(log::Fields fields, RegionError error, const std::string& text) {
  fields.push_back({"reason", std::string(kRegionErrorNames[error])});
  if (error != RegionError::kMissing) fields.push_back({"text", text});
  log::info("region failed", fields);
}

void log_unknown(log::Fields fields, const std::string& text) {
  fields.push_back({"text", text});
  fields.push_back({"hint",
                    "if this means success, add it to success_texts of the manager, otherwise to "
                    "failure_texts"});
  log::warn("text of a region is unknown and counts as a failure", fields);
}

}  // namespace

void RegionLog::note(const std::string& manager, const JobReport& job, Time now) {
  const SyncJob& run = **job.run;
  std::size_t without_line = count_regions(run, RegionStatus::kFailed) - run.failures.size();
  for (const RegionFailure& failure : run.failures) {
    if (!note(manager, job, failure, now)) ++without_line;
  }
  if (without_line == 0 || !crowded_.is_new(job.sync_job, now)) return;
  log::info("further failed regions have no line", {{"manager", manager},
                                                    {"sync_job", job.sync_job},
                                                    {"regions", std::to_string(without_line)}});
}

bool RegionLog::note(const std::string& manager, const JobReport& job, const RegionFailure& failure,
                     Time now) {
  const SyncJob& run = **job.run;
  const auto& [account, region, container, status, error] = run.regions[failure.region];
  const Key key = {job.sync_job, clean_label(account), clean_label(region), clean_label(container),
                   failure.text};
  const bool unknown = run.status == JobStatus::kCompleted && error == RegionError::kOther;
  const auto found = texts_.see(unknown ? Key{.text = failure.text} : key, now);
  if (found != Found::kNew) return found == Found::kKnown;
  unknown ? log_unknown(labels_of(manager, key), key.text)
          : log_failed(labels_of(manager, key), error, key.text);
  return true;
}

// Returns the fields of the region, with the labels that it has on the page.
log::Fields RegionLog::labels_of(const std::string& manager, const Key& key) {
  log::Fields fields = {{"manager", manager}, {"sync_job", key.sync_job}};
  add_label(fields, "account", key.account);
  add_label(fields, "region", key.region);
  add_label(fields, "key_container", key.container);
  return fields;
}

void RegionLog::expire(Time now) {
  texts_.expire(now);
  crowded_.expire(now);
}

}  // namespace cckm
