// SPDX-License-Identifier: Apache-2.0
// Tables of the families: one for each kind of subject.
#include "exporter/metrics/discovery_metrics.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exporter/metrics/family_table.h"
#include "exporter/model/label.h"

namespace cckm {
namespace {

constexpr Family<FamilyReport> kFamilies[] = {
    {"cckm_discovery_success",
     "1 if the newest runs of the family of jobs could be read in this collection, else 0. Absent "
     "while CM does not offer the family.",
     [](const FamilyReport& family, Samples& out) {
       if (family.offered) out.add(family.failure ? 0 : 1);
     }},
    {"cckm_discovery_error",
     "1, with the reason why the newest runs of the family could not be read in this collection. "
     "Absent if they could.",
     [](const FamilyReport& family, Samples& out) {
       if (family.failure) out.add(1, {{"reason", reason_name(family.failure->reason)}});
     }},
    {"cckm_discovery_offered",
     "0 if CM responded 403 or 404 to the list of the family and never 200, else 1.",
     [](const FamilyReport& family, Samples& out) { out.add(family.offered ? 1 : 0); }},
    {"cckm_discovery_complete",
     "1 if the exporter has seen all runs of the family within the lookback, else 0.",
     [](const FamilyReport& family, Samples& out) {
       if (family.offered && !family.failure) out.add(family.complete ? 1 : 0);
     }},
    {"cckm_discovery_runs", "Number of runs in the list of the family, as CM says.",
     [](const FamilyReport& family, Samples& out) {
       if (family.runs) out.add(static_cast<double>(*family.runs));
     }},
    {"cckm_discovery_requests",
     "Requests for runs and key containers of the family in this collection.",
     [](const FamilyReport& family, Samples& out) {
       if (family.offered && !family.failure) out.add(static_cast<double>(family.requests));
     }},
    {"cckm_discovery_containers_dropped",
     "Number of key containers that have no series because of a limit.",
     [](const FamilyReport& family, Samples& out) {
       if (family.offered && !family.failure) out.add(static_cast<double>(family.dropped));
     }},
    {"cckm_key_container_info", "1 for each key container in CM's list.",
     [](const FamilyReport& family, Samples& out) {
       if (!family.listed) return;
       std::set<std::pair<std::string, std::string>> shown;
       for (const auto& [id, name] : family.listed->all()) {
         const auto [at, is_new] = shown.emplace(clean_label(name), clean_label(id));
         if (is_new) out.add(1, {{"key_container", at->first}, {"container_id", at->second}});
       }
     }},
};

constexpr Family<SchedulesReport> kListFamilies[] = {
    {"cckm_schedules_success",
     "1 if CM's schedules could be read the last time, else 0. Absent while CM does not offer "
     "them.",
     [](const SchedulesReport& schedules, Samples& out) {
       if (schedules.offered) out.add(schedules.failure ? 0 : 1);
     }},
    {"cckm_schedules_offered",
     "0 if CM responded 403 or 404 to the list of schedules and never 200, else 1.",
     [](const SchedulesReport& schedules, Samples& out) { out.add(schedules.offered ? 1 : 0); }},
};

constexpr Family<ScheduleReport> kScheduleFamilies[] = {
    {"cckm_schedule_info",
     "1 for each family of jobs that the schedule starts, with its cron text.",
     [](const ScheduleReport& report, Samples& out) {
       for (const ScheduleTarget& target : report.schedule.targets) {
         out.add(1, {{"cloud", target.endpoint->cloud},
                     {"resource", target.endpoint->resource},
                     {"cron", clean_label(report.schedule.cron_text)}});
       }
     }},
    {"cckm_schedule_enabled",
     "1 if the schedule is enabled, 0 if it is disabled, before its start_date or after its "
     "end_date.",
     [](const ScheduleReport& report, Samples& out) { out.add(report.enabled ? 1 : 0); }},
    {"cckm_schedule_invalid", "1 if the cron text of the schedule cannot be understood, else 0.",
     [](const ScheduleReport& report, Samples& out) { out.add(report.schedule.cron ? 0 : 1); }},
    {"cckm_schedule_interval_seconds", "Time from the last due time of the schedule to the next.",
     [](const ScheduleReport& report, Samples& out) {
       if (report.interval) out.add(static_cast<double>(report.interval->count()));
     }},
    {"cckm_schedule_last_due_timestamp_seconds",
     "Newest time not in the future at which the schedule had to start a run. Absent while it is "
     "not enabled, and if it was created or changed since then.",
     [](const ScheduleReport& report, Samples& out) { out.add_if(seconds_if(report.last_due)); }},
    {"cckm_schedule_next_due_timestamp_seconds",
     "Next time at which the schedule is due. Absent while it is not enabled.",
     [](const ScheduleReport& report, Samples& out) { out.add_if(seconds_if(report.next_due)); }},
    {"cckm_schedule_target_info", "1 for each sync_job that the schedule starts.",
     [](const ScheduleReport& report, Samples& out) {
       for (const std::string& sync_job : report.sync_jobs) out.add(1, {{"sync_job", sync_job}});
     }},
};

}  // namespace

void write_discovery(const Reports& reports, PageWriter& page) {
  DistinctSubjects<FamilyReport> families;
  DistinctSubjects<SchedulesReport> lists;
  DistinctSubjects<ScheduleReport> schedules;
  for (const auto& report : reports) {
    const std::string manager = clean_label(report->manager);
    for (const FamilyReport& family : report->families) {
      families.add({{"manager", manager},
                    {"cloud", family.endpoint->cloud},
                    {"resource", family.endpoint->resource}},
                   family);
    }
    if (!report->schedules) continue;
    lists.add({{"manager", manager}}, *report->schedules);
    for (const ScheduleReport& schedule : report->schedules->schedules) {
      schedules.add({{"manager", manager}, {"schedule", schedule.schedule.name}}, schedule);
    }
  }
  write_families(kFamilies, std::move(families).take(), page);
  write_families(kListFamilies, std::move(lists).take(), page);
  write_families(kScheduleFamilies, std::move(schedules).take(), page);
}

}  // namespace cckm
