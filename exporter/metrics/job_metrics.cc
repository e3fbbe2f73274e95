// SPDX-License-Identifier: Apache-2.0
// Tables of the families that are made from reports: one table for each kind of subject.
// CONTRIBUTING.md lists every file to change for a new metric.
#include "exporter/metrics/job_metrics.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/metrics/family_table.h"
#include "exporter/model/ascii.h"
#include "exporter/model/label.h"

namespace cckm {
namespace {

// A job, and the manager that it belongs to.
struct Job {
  const ManagerReport& manager;
  const JobReport& report;
};

// A run, and the job that it belongs to.
struct Run {
  const ManagerReport& manager;
  const JobReport& report;
  const SyncJob& job;
};

std::string joined(const std::vector<std::string>& names) {
  return join(std::vector<std::string_view>(names.begin(), names.end()), ",");
}

constexpr Family<ManagerReport> kManagerFamilies[] = {
    {"cckm_up",
     "1 if the exporter could log in and the manager itself responded to at least one request for "
     "a job in this collection. 0 also if only something else responded, such as a proxy.",
     [](const ManagerReport& report, Samples& out) { out.add(report.up ? 1 : 0); }},
    {"cckm_scrape_duration_seconds", "Duration of this collection.",
     [](const ManagerReport& report, Samples& out) { out.add(report.seconds); }},
    {"cckm_scrape_timeout_seconds", "Time from the start of this collection to its deadline.",
     [](const ManagerReport& report, Samples& out) { out.add(report.timeout_seconds); }},
};

constexpr Family<Job> kReadingFamilies[] = {
    {"cckm_watched_job_info",
     "1 for every job that the exporter watches, whether or not it could read the job.",
     [](const Job& /*job*/, Samples& out) { out.add(1); }},
    {"cckm_scrape_job_success",
     "1 if the exporter read and understood the job in this collection, else 0.",
     [](const Job& job, Samples& out) { out.add(job.report.run.ok() ? 1 : 0); }},
    {"cckm_scrape_job_duration_seconds",
     "Duration of reading the job. Absent if the exporter did not finish reading it.",
     [](const Job& job, Samples& out) { out.add_if(job.report.fetch_seconds); }},
    {"cckm_scrape_job_error",
     "1, with the reason why the exporter could not read the job in this collection. Absent if it "
     "could.",
     [](const Job& job, Samples& out) {
       if (job.report.run.ok()) return;
       out.add(1, {{"reason", reason_name(job.report.run.failure().reason)}});
     }},
};

constexpr Family<Run> kRunFamilies[] = {
    {"cckm_sync_job_info",
     "1, with the id and the key container of the run, and the configured cloud and resource of "
     "the job.",
     [](const Run& run, Samples& out) {
       out.add(1, {{"job_id", clean_label(run.job.id)},
                   {"cloud", run.report.endpoint.cloud},
                   {"resource", run.report.endpoint.resource},
                   {"key_container", clean_label(joined(run.job.containers))}});
     }},
    {"cckm_sync_job_status",
     "1 for the status of the run, 0 for the other statuses. A completed run with abort set is "
     "canceled.",
     [](const Run& run, Samples& out) {
       for (const JobStatus status : kJobStatusNames.values()) {
         out.add(run.job.status == status ? 1 : 0, {{"status", kJobStatusNames[status]}});
       }
     }},
    {"cckm_sync_job_success",
     "1 if the run is completed, abort is not set and every entry of detailed_status succeeded. 0 "
     "if the run ended in another way. Absent while it runs.",
     [](const Run& run, Samples& out) { out.add_if(succeeded(run.job)); }},
    {"cckm_sync_job_created_timestamp_seconds", "Time the run was created (createdAt).",
     [](const Run& run, Samples& out) { out.add(unix_seconds(run.job.created)); }},
    {"cckm_sync_job_updated_timestamp_seconds", "Time the run was last updated (updatedAt).",
     [](const Run& run, Samples& out) { out.add_if(seconds_if(run.job.updated)); }},
    {"cckm_sync_job_completed_timestamp_seconds",
     "Time the run ended (completed_at). Absent while it runs.",
     [](const Run& run, Samples& out) {
       if (finished(run.job)) out.add_if(seconds_if(run.job.completed));
     }},
    {"cckm_sync_job_duration_seconds",
     "Duration of the run: completed_at minus createdAt. Absent while it runs, and if negative.",
     [](const Run& run, Samples& out) { out.add_if(duration_seconds(run.job)); }},
    {"cckm_sync_job_regions",
     "Number of regions (entries of detailed_status) in each status. unmentioned: requested, but "
     "without an entry when the run ended without a failure.",
     [](const Run& run, Samples& out) {
       for (const RegionStatus status : kRegionStatusNames.values()) {
         const auto count = static_cast<double>(count_regions(run.job, status));
         out.add(count, {{"status", kRegionStatusNames[status]}});
       }
       out.add(static_cast<double>(run.job.unmentioned), {{"status", "unmentioned"}});
     }},
};

// Returns a member of a job's history. Does not copy the history, which can have many regions.
template <typename T>
std::optional<T> known(const Job& job, std::optional<T> History::*member) {
  const JobReport& report = job.report;
  return report.discovered() ? (*report.history).*member : history_of(report).*member;
}

// Returns a member of the history of a discovered job. Empty for a configured id.
template <typename T>
std::optional<T> discovered(const Job& job, std::optional<T> History::*member) {
  return job.report.discovered() ? (*job.report.history).*member : std::nullopt;
}

constexpr Family<Job> kHistoryFamilies[] = {
    {"cckm_sync_job_last_success_timestamp_seconds",
     "Time the newest successful run ended (completed_at) that covers the job. For a configured "
     "id: "
     "of its run, absent if that did not succeed.",
     [](const Job& job, Samples& out) {
       out.add_if(seconds_if(known(job, &History::last_success)));
     }},
    {"cckm_sync_job_last_start_timestamp_seconds",
     "Time the newest run was created (createdAt) that covers the job: a run that names its key "
     "container, or none.",
     [](const Job& job, Samples& out) {
       out.add_if(seconds_if(known(job, &History::last_start)));
     }},
    {"cckm_sync_job_running", "Number of runs in progress that cover the job.",
     [](const Job& job, Samples& out) { out.add_if(known(job, &History::running)); }},
    {"cckm_sync_job_oldest_running_timestamp_seconds",
     "Time the oldest run in progress was created that covers the job. Absent if there is none.",
     [](const Job& job, Samples& out) {
       out.add_if(seconds_if(known(job, &History::oldest_running)));
     }},
    {"cckm_sync_job_runs_total",
     "Runs of a discovered job by the status of their end, since the exporter has seen the history "
     "of the family.",
     [](const Job& job, Samples& out) {
       const auto ended = discovered(job, &History::ended);
       if (!ended) return;
       for (const JobStatus status : kJobStatusNames.values()) {
         if (status == JobStatus::kInProgress) continue;
         out.add(static_cast<double>((*ended)[static_cast<std::size_t>(status)]),
                 {{"status", kJobStatusNames[status]}});
       }
     },
     prometheus::MetricType::Counter},
    {"cckm_sync_job_observed_interval_seconds",
     "Median time between the starts of the last 4 to 20 runs that cover the job. Absent with "
     "fewer.",
     [](const Job& job, Samples& out) {
       out.add_if(discovered(job, &History::observed_interval_seconds));
     }},
    {"cckm_sync_job_expected_interval_seconds",
     "Shortest time between two due times of an enabled schedule that starts the job.",
     [](const Job& job, Samples& out) {
       out.add_if(discovered(job, &History::expected_interval_seconds));
     }},
    {"cckm_sync_job_last_due_timestamp_seconds",
     "Newest due time of the enabled schedules that start the job.",
     [](const Job& job, Samples& out) {
       out.add_if(seconds_if(discovered(job, &History::last_due)));
     }},
};

constexpr Family<JobRegions> kRegionFamilies[] = {
    {"cckm_sync_region_success",
     "1 if the region succeeded, 0 if it failed or was not finished when the run ended. Absent "
     "while it is in progress.",
     [](const JobRegions& regions, Samples& out) {
       for (const auto& [labels, row] : regions.rows) {
         if (!row.state || row.state->status == RegionStatus::kInProgress) continue;
         out.add(row.state->status == RegionStatus::kSucceeded ? 1 : 0,
                 {{"account", labels.account},
                  {"region", labels.region},
                  {"key_container", labels.container}});
       }
     }},
    {"cckm_sync_region_error",
     "1, with the class of the failure as reason, while the region has failed. Absent otherwise.",
     [](const JobRegions& regions, Samples& out) {
       for (const auto& [labels, row] : regions.rows) {
         if (!row.state || row.state->status != RegionStatus::kFailed) continue;
         out.add(1, {{"account", labels.account},
                     {"region", labels.region},
                     {"key_container", labels.container},
                     {"reason", kRegionErrorNames[row.state->error]}});
       }
     }},
    {"cckm_sync_region_last_success_timestamp_seconds",
     "Time the newest run ended (completed_at) that covers the job and in which the region "
     "succeeded.",
     [](const JobRegions& regions, Samples& out) {
       for (const auto& [labels, row] : regions.rows) {
         if (!row.last_success) continue;
         out.add(unix_seconds(*row.last_success), {{"account", labels.account},
                                                   {"region", labels.region},
                                                   {"key_container", labels.container}});
       }
     }},
    {"cckm_sync_job_regions_dropped", "Number of regions that have no series because of a limit.",
     [](const JobRegions& regions, Samples& out) {
       out.add(static_cast<double>(regions.dropped));
     }},
};

std::vector<Subject<ManagerReport>> managers_of(const Reports& reports) {
  DistinctSubjects<ManagerReport> managers;
  for (const auto& report : reports) {
    managers.add({{"manager", clean_label(report->manager)}}, *report);
  }
  return std::move(managers).take();
}

std::vector<Job> jobs_of(const Reports& reports) {
  std::vector<Job> jobs;
  for (const auto& report : reports) {
    for (const JobReport& job : report->jobs) jobs.push_back({*report, job});
  }
  return jobs;
}

std::vector<Subject<Job>> distinct(const std::vector<Job>& jobs) {
  DistinctSubjects<Job> subjects;
  subjects.reserve(jobs.size());
  for (const Job& job : jobs) {
    subjects.add({{"manager", clean_label(job.manager.manager)},
                  {"sync_job", clean_label(job.report.sync_job)}},
                 job);
  }
  return std::move(subjects).take();
}

// Precondition: every job was read.
std::vector<Run> runs_of(const std::vector<Subject<Job>>& jobs) {
  std::vector<Run> runs;
  runs.reserve(jobs.size());
  for (const auto& [labels, job] : jobs) {
    runs.push_back({job->manager, job->report, **job->report.run});
  }
  return runs;
}

std::vector<JobRegions> regions_of(const std::vector<Run>& runs, const RegionLimits& limits) {
  std::vector<RegionSource> jobs;
  jobs.reserve(runs.size());
  for (const auto& [manager, report, run] : runs) {
    RegionSource source{run};
    if (report.discovered()) source.successes = report.history->region_successes;
    jobs.push_back(source);
  }
  return select_regions(jobs, limits);
}

// Moves the labels of the subjects to the elements of `about`, one to one.
template <typename T, typename From>
std::vector<Subject<T>> relabel(std::vector<Subject<From>> subjects, const std::vector<T>& about) {
  std::vector<Subject<T>> relabeled;
  relabeled.reserve(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    relabeled.push_back({std::move(subjects[i].labels), &about[i]});
  }
  return relabeled;
}

// `regions` are those of the runs, one to one.
std::vector<RegionLoss> losses_of(const std::vector<Run>& runs,
                                  const std::vector<JobRegions>& regions) {
  std::vector<RegionLoss> losses;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (regions[i].dropped == 0 && regions[i].merged == 0) continue;
    losses.push_back({.manager = clean_label(runs[i].manager.manager),
                      .sync_job = clean_label(runs[i].report.sync_job),
                      .dropped = regions[i].dropped,
                      .merged = regions[i].merged});
  }
  return losses;
}

}  // namespace

std::vector<RegionLoss> write_jobs(const Reports& reports, const RegionLimits& limits,
                                   PageWriter& page) {
  write_families(kManagerFamilies, managers_of(reports), page);

  const std::vector<Job> all = jobs_of(reports);
  auto jobs = distinct(all);
  write_families(kReadingFamilies, jobs, page);
  write_families(kHistoryFamilies, jobs, page);

  std::erase_if(jobs, [](const auto& job) { return !job.about->report.run.ok(); });
  const std::vector<Run> runs = runs_of(jobs);
  auto run_subjects = relabel(std::move(jobs), runs);
  write_families(kRunFamilies, run_subjects, page);

  const std::vector<JobRegions> regions = regions_of(runs, limits);
  write_families(kRegionFamilies, relabel(std::move(run_subjects), regions), page);
  return losses_of(runs, regions);
}

}  // namespace cckm
