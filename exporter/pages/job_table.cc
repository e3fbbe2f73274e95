// SPDX-License-Identifier: Apache-2.0
// The explicit roles keep the table a table for screen readers, although a narrow screen shows its
// rows as cards.
#include "exporter/pages/job_table.h"

#include <map>
#include <vector>

#include "exporter/model/label.h"
#include "exporter/pages/job_schedules.h"
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
  if (job.history.last_success) html << age_and_time(*job.history.last_success, now);
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

Html row_of(const JobRow& row, const JobSchedules& schedules, Timestamp now) {
  const JobReport& job = row.job();
  const Html why = explanation(job);
  Html html;
  html << "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><a href=\""
       << Escaped{job_path(row.manager->name, job.sync_job)} << "\">" << Foreign{job.sync_job}
       << "</a><small>" << Foreign{row.manager->name} << "</small></th><td role=\"cell\">"
       << badge(job);
  if (!why.text().empty()) html << "<small>" << why << "</small>";
  html << "</td><td role=\"cell\" data-label=\"Cloud\">" << Escaped{job.endpoint.cloud} << " "
       << Escaped{job.endpoint.resource} << "<small>" << containers_of(job)
       << "</small></td><td role=\"cell\" data-label=\"Last run\">" << last_run(job, now)
       << "</td><td role=\"cell\" data-label=\"Last success\">" << last_success(job, now)
       << "</td><td role=\"cell\" data-label=\"Schedule\">"
       << next_due(schedules.of(job.sync_job), now) << "</td></tr>\n";
  return html;
}

}  // namespace

Html job_table(std::span<const JobRow> rows, Timestamp now) {
  std::map<const ManagerStatus*, JobSchedules> schedules;
  Html html;
  html << "<table class=\"list jobs\" role=\"table\" aria-labelledby=\"jobs\">\n"
          "<thead role=\"rowgroup\"><tr role=\"row\">"
          "<th scope=\"col\" role=\"columnheader\">sync_job</th>"
          "<th scope=\"col\" role=\"columnheader\">State</th>"
          "<th scope=\"col\" role=\"columnheader\">Cloud, key container</th>"
          "<th scope=\"col\" role=\"columnheader\">Last run started</th>"
          "<th scope=\"col\" role=\"columnheader\">Last success</th>"
          "<th scope=\"col\" role=\"columnheader\">Schedule</th></tr></thead>\n"
          "<tbody role=\"rowgroup\">\n";
  for (const JobRow& row : rows) {
    const auto known = schedules.try_emplace(row.manager, *row.manager->report).first;
    html << row_of(row, known->second, now);
  }
  html << "</tbody></table>\n";
  return html;
}

}  // namespace cckm
