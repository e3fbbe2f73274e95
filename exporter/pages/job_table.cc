// SPDX-License-Identifier: Apache-2.0
// One function for each column.
#include "exporter/pages/job_table.h"

#include <map>
#include <vector>

#include "exporter/model/label.h"
#include "exporter/pages/job_schedules.h"
#include "exporter/pages/list_table.h"
#include "exporter/pages/time_text.h"

namespace cckm {
namespace {

Html last_run(const JobReport& job, Timestamp now) {
  Html html;
  if (!job.run) return html;
  const SyncJob& run = **job.run;
  html << age_and_time(run.created, now);
  if (const auto seconds = duration_seconds(run)) {
    html << "<small>took " << Escaped{span_text(*seconds)} << "</small>";
  }
  return html;
}

Html last_success(const JobReport& job, Timestamp now) {
  Html html;
  if (const auto when = history_of(job).last_success) return age_and_time(*when, now);
  if (job.run) html << "<span class=\"of\">none known</span>";
  return html;
}

Html next_due(const std::vector<const ScheduleReport*>& schedules, Timestamp now) {
  Html html;
  if (schedules.empty()) return html;
  const ScheduleReport& next = *schedules.front();
  html << Foreign{clean_label(next.schedule.name)};
  if (schedules.size() > 1) html << " and " << schedules.size() - 1 << " more";
  if (next.next_due) {
    html << "<small>due " << age(*next.next_due, now) << "</small>";
  } else {
    html << "<small>" << (next.enabled ? Markup("no due time") : Markup("not enabled"))
         << "</small>";
  }
  return html;
}

Html name_of(const JobRow& row) {
  Html html;
  html << "<a href=\"" << Escaped{job_path(row.manager->name, row.job().sync_job)} << "\">"
       << Foreign{row.job().sync_job} << "</a><small>" << Foreign{row.manager->name} << "</small>";
  return html;
}

Html state(const JobReport& job) {
  const Html why = explanation(job);
  return why.text().empty() ? badge(job)
                            : html_of(badge(job), Markup("<small>"), why, Markup("</small>"));
}

Html cloud(const JobReport& job) {
  Html html;
  html << Escaped{job.endpoint.cloud} << " " << Escaped{job.endpoint.resource};
  if (job.run) html << "<small>" << containers_of(job) << "</small>";
  return html;
}

Html row_of(const JobRow& row, const JobSchedules& schedules, Timestamp now) {
  const JobReport& job = row.job();
  Html html;
  html << open_row(name_of(row)) << cell(state(job)) << cell("Cloud", cloud(job))
       << cell("Last run", last_run(job, now)) << cell("Last success", last_success(job, now))
       << cell("Schedule", next_due(schedules.of(job.sync_job), now)) << "</tr>\n";
  return html;
}

}  // namespace

Html job_table(std::span<const JobRow> rows, Timestamp now) {
  std::map<const ManagerStatus*, JobSchedules> schedules;
  Html html;
  html << open_list("jobs", {"sync_job", "State", "Cloud, key container", "Last run started",
                             "Last success", "Schedule"});
  for (const JobRow& row : rows) {
    const auto known = schedules.try_emplace(row.manager, *row.manager->report).first;
    html << row_of(row, known->second, now);
  }
  html << close_list();
  return html;
}

}  // namespace cckm
