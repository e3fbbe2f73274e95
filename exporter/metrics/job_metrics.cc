// SPDX-License-Identifier: Apache-2.0
// The tables of all families that are made from reports: one table for each kind of subject.
#include "exporter/metrics/job_metrics.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/metrics/family_table.h"
#include "exporter/metrics/label.h"

namespace cckm {
namespace {

constexpr Family<ManagerReport> kManagerFamilies[] = {
    {"cckm_up", "1 if CM let us in and answered at least one request of this collection, else 0.",
     [](const ManagerReport& report, Samples& out) { out.add(report.up ? 1 : 0); }},
    {"cckm_scrape_duration_seconds", "Time this collection took.",
     [](const ManagerReport& report, Samples& out) { out.add(report.seconds); }},
    {"cckm_scrape_timeout_seconds", "Time this collection was given: its deadline.",
     [](const ManagerReport& report, Samples& out) { out.add(report.timeout_seconds); }},
};

constexpr Family<JobReport> kReadingFamilies[] = {
    {"cckm_scrape_job_success",
     "1 if the job was fetched and understood in this collection, else 0.",
     [](const JobReport& report, Samples& out) { out.add(report.reading.job.ok() ? 1 : 0); }},
    {"cckm_scrape_job_duration_seconds",
     "Time the fetch of the job took; absent if none came to an end.",
     [](const JobReport& report, Samples& out) { out.add_if(report.fetch_seconds); }},
    {"cckm_scrape_job_error",
     "1 with the reason why the job could not be read in this collection; absent if it could.",
     [](const JobReport& report, Samples& out) {
       if (report.reading.job.ok()) return;
       out.add(1, {{"reason", reason_name(report.reading.job.failure().reason)}});
     }},
};

// What the families below are about; only jobs that were read have any of them.
const SyncJob& run_of(const JobReport& report) {
  return report.reading.job.value();
}

std::optional<double> seconds_if(const std::optional<Timestamp>& when) {
  return when ? std::optional(unix_seconds(*when)) : std::nullopt;
}

constexpr Family<JobReport> kRunFamilies[] = {
    {"cckm_sync_job_info",
     "1; the run's id, the configured cloud and resource, and the container the run was for.",
     [](const JobReport& report, Samples& out) {
       out.add(1, {{"job_id", clean_label(run_of(report).id)},
                   {"cloud", report.endpoint->cloud},
                   {"resource", report.endpoint->resource},
                   {"container", clean_label(run_of(report).container)}});
     }},
    {"cckm_sync_job_status",
     "overall_status of the run: 1 for the state it is in, 0 for the others; completed with abort "
     "set is canceled.",
     [](const JobReport& report, Samples& out) {
       for (const JobStatus status : kJobStatusNames.values()) {
         out.add(run_of(report).status == status ? 1 : 0, {{"status", kJobStatusNames[status]}});
       }
     }},
    {"cckm_sync_job_success",
     "1 if overall_status is completed, abort is not set and every entry of detailed_status "
     "succeeded; 0 if the run ended otherwise; absent while it runs.",
     [](const JobReport& report, Samples& out) { out.add_if(succeeded(run_of(report))); }},
    {"cckm_sync_job_created_timestamp_seconds", "createdAt of the run.",
     [](const JobReport& report, Samples& out) { out.add(unix_seconds(run_of(report).created)); }},
    {"cckm_sync_job_updated_timestamp_seconds", "updatedAt of the run.",
     [](const JobReport& report, Samples& out) { out.add_if(seconds_if(run_of(report).updated)); }},
    {"cckm_sync_job_completed_timestamp_seconds", "completed_at of the run; absent while it runs.",
     [](const JobReport& report, Samples& out) {
       if (finished(run_of(report))) out.add_if(seconds_if(run_of(report).completed));
     }},
    {"cckm_sync_job_duration_seconds",
     "completed_at minus createdAt of the run; absent while it runs or if negative.",
     [](const JobReport& report, Samples& out) { out.add_if(duration_seconds(run_of(report))); }},
    {"cckm_sync_job_last_success_timestamp_seconds",
     "completed_at of the newest successful run known.",
     [](const JobReport& report, Samples& out) {
       if (succeeded(run_of(report)) == true) out.add_if(seconds_if(run_of(report).completed));
     }},
    {"cckm_sync_job_regions", "Entries of detailed_status in each state.",
     [](const JobReport& report, Samples& out) {
       for (const RegionStatus status : kRegionStatusNames.values()) {
         const auto count = count_regions(run_of(report), status);
         out.add(static_cast<double>(count), {{"status", kRegionStatusNames[status]}});
       }
     }},
};

constexpr Family<JobRegions> kRegionFamilies[] = {
    {"cckm_sync_region_success",
     "1 if the entry of detailed_status succeeded, 0 if it failed or was not finished when the "
     "run ended; absent while it is in progress.",
     [](const JobRegions& regions, Samples& out) {
       for (const auto& [labels, status] : regions.shown) {
         if (status == RegionStatus::kInProgress) continue;
         out.add(status == RegionStatus::kSucceeded ? 1 : 0, {{"account", labels.account},
                                                              {"region", labels.region},
                                                              {"container", labels.container}});
       }
     }},
    {"cckm_sync_job_regions_dropped",
     "Entries of detailed_status that the limits left without a series of their own.",
     [](const JobRegions& regions, Samples& out) {
       out.add(static_cast<double>(regions.dropped));
     }},
};

// Keeps the first of those that have the same labels.
template <typename T>
class DistinctSubjects {
 public:
  void add(std::initializer_list<LabelView> view, const T& about) {
    Labels labels;
    append(labels, view);
    if (seen_.insert(labels).second) subjects_.push_back({std::move(labels), &about});
  }

  std::vector<Subject<T>> take() && { return std::move(subjects_); }

 private:
  std::set<Labels> seen_;
  std::vector<Subject<T>> subjects_;
};

std::vector<Subject<ManagerReport>> managers_of(const Reports& reports) {
  DistinctSubjects<ManagerReport> managers;
  for (const auto& report : reports) {
    managers.add({{"manager", clean_label(report->manager)}}, *report);
  }
  return std::move(managers).take();
}

std::vector<Subject<JobReport>> jobs_of(const Reports& reports) {
  DistinctSubjects<JobReport> jobs;
  for (const auto& report : reports) {
    const std::string manager = clean_label(report->manager);
    for (const JobReport& job : report->jobs) {
      jobs.add({{"manager", manager}, {"sync_job", clean_label(job.sync_job)}}, job);
    }
  }
  return std::move(jobs).take();
}

std::vector<JobRegions> regions_of(const std::vector<Subject<JobReport>>& read_jobs,
                                   const RegionLimits& limits) {
  std::vector<const SyncJob*> runs;
  runs.reserve(read_jobs.size());
  for (const auto& job : read_jobs) runs.push_back(&run_of(*job.about));
  return select_regions(runs, limits);
}

// Empty where there is no such label.
std::string value_of(std::string_view name, const Labels& labels) {
  const auto found = std::find_if(labels.begin(), labels.end(),
                                  [name](const auto& label) { return label.name == name; });
  return found == labels.end() ? "" : found->value;
}

std::vector<RegionLoss> losses_of(const std::vector<Subject<JobRegions>>& jobs) {
  std::vector<RegionLoss> losses;
  for (const auto& [labels, regions] : jobs) {
    if (regions->dropped == 0 && regions->merged == 0) continue;
    losses.push_back({.manager = value_of("manager", labels),
                      .sync_job = value_of("sync_job", labels),
                      .dropped = regions->dropped,
                      .merged = regions->merged});
  }
  return losses;
}

}  // namespace

std::vector<RegionLoss> job_families(const Reports& reports, const RegionLimits& limits,
                                     const FamilySink& sink) {
  emit(kManagerFamilies, managers_of(reports), sink);

  auto jobs = jobs_of(reports);
  emit(kReadingFamilies, jobs, sink);

  std::erase_if(jobs, [](const auto& job) { return !job.about->reading.job.ok(); });
  emit(kRunFamilies, jobs, sink);

  const std::vector<JobRegions> regions = regions_of(jobs, limits);
  std::vector<Subject<JobRegions>> region_subjects;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    region_subjects.push_back({std::move(jobs[i].labels), &regions[i]});
  }
  emit(kRegionFamilies, region_subjects, sink);
  return losses_of(region_subjects);
}

}  // namespace cckm
