// SPDX-License-Identifier: Apache-2.0
// One function for each part of the page. A part without data is left out.
#include "exporter/pages/job_page.h"

#include <algorithm>
#include <string>
#include <vector>

#include "exporter/model/label.h"
#include "exporter/pages/job_schedules.h"
#include "exporter/pages/list_table.h"
#include "exporter/pages/region_table.h"
#include "exporter/pages/time_text.h"
#include "exporter/pages/url.h"
#include "exporter/pages/words.h"

namespace cckm {
namespace {

std::optional<JobRow> find_job(const Managers& managers, std::string_view manager,
                               std::string_view sync_job) {
  for (const auto& status : managers) {
    if (status->name != manager || !status->report) continue;
    const auto& jobs = status->report->jobs;
    const auto found = std::ranges::find(jobs, sync_job, &JobReport::sync_job);
    if (found == jobs.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(found - jobs.begin());
    return JobRow{status.get(), index, state_of(*found)};
  }
  return std::nullopt;
}

Html fact(Markup name, const Html& value) {
  Html html;
  if (!value.text().empty()) html << "<dt>" << name << "</dt><dd>" << value << "</dd>\n";
  return html;
}

// Returns a link to the section of the runbooks about the state of the job.
Html runbook_of(const JobRow& row) {
  if (row.state == JobState::kFailed)
    return html_of(Markup("<a href=\"../../runbooks#cckmsyncjobfailed\">Runbook</a>"));
  if (row.state == JobState::kUnread)
    return html_of(Markup("<a href=\"../../runbooks#cckmjobunreadable\">Runbook</a>"));
  return {};
}

Html head(const JobRow& row, Timestamp now) {
  const JobReport& job = row.job();
  Html html;
  html << "<p class=\"back\"><a href=\"../../\">Status</a> › <a href=\"../../?manager="
       << Escaped{percent_encoded(row.manager->name)} << "\">" << Foreign{row.manager->name}
       << "</a></p>\n<h1>" << Foreign{job.sync_job} << "</h1>\n<p class=\"verdict\">" << badge(job)
       << " " << explanation(job) << " " << runbook_of(row)
       << "</p>\n<p class=\"hint\">The last collection ended "
       << age(row.manager->collections.front(), now)
       << ". This page never reads a manager itself.</p>\n";
  return html;
}

Html interval(const std::optional<double>& seconds) {
  return seconds ? html_of(Escaped{span_text(*seconds)}) : Html();
}

Html facts(const JobRow& row) {
  const JobReport& job = row.job();
  Html html;
  html << "<dl>\n"
       << fact("Cloud", html_of(Escaped{job.endpoint.cloud}))
       << fact("Resource", html_of(Escaped{job.endpoint.resource}))
       << fact("Key container", containers_of(job));
  if (job.run) html << fact("Id of the newest run", html_of(Foreign{clean_label((*job.run)->id)}));
  const History history = history_of(job);
  html << fact("Usual time between runs", interval(history.observed_interval_seconds))
       << fact("Time between due runs", interval(history.expected_interval_seconds)) << "</dl>\n";
  return html;
}

struct RunLine {
  Markup what;
  std::optional<Timestamp> started = {};
  std::optional<Timestamp> ended = {};
  std::optional<double> seconds = {};
  std::string_view status = {};
};

Html time_if(const std::optional<Timestamp>& time, Timestamp now) {
  return time ? age_and_time(*time, now) : Html();
}

Html row_of(const RunLine& line, Timestamp now) {
  Html html;
  html << open_row(html_of(line.what)) << cell("Started", time_if(line.started, now))
       << cell("Ended", time_if(line.ended, now)) << cell("Duration", interval(line.seconds))
       << cell("Status", html_of(Escaped{line.status})) << "</tr>\n";
  return html;
}

std::vector<RunLine> run_lines(const JobReport& job) {
  std::vector<RunLine> lines;
  const History history = history_of(job);
  if (job.run) {
    const SyncJob& run = **job.run;
    lines.push_back({.what = "Newest run",
                     .started = run.created,
                     .ended = finished(run) ? run.completed : std::nullopt,
                     .seconds = duration_seconds(run),
                     .status = kJobStatusNames[run.status]});
    if (history.last_start && *history.last_start != run.created) {
      lines.push_back({.what = "Newest run of all key containers", .started = history.last_start});
    }
  }
  if (history.oldest_running) {
    lines.push_back({.what = "Oldest run in progress",
                     .started = history.oldest_running,
                     .status = kJobStatusNames[JobStatus::kInProgress]});
  }
  if (history.last_success) {
    lines.push_back({.what = "Newest success",
                     .ended = history.last_success,
                     .status = kJobStatusNames[JobStatus::kCompleted]});
  }
  return lines;
}

Html ended_runs(const RunCounts& counts) {
  Html html;
  html << "<p class=\"hint\">Ended since the exporter knows the list:";
  bool first = true;
  for (const JobStatus status : kJobStatusNames.values()) {
    if (status == JobStatus::kInProgress) continue;
    html << (first ? Markup(" ") : Markup(", "))
         << static_cast<std::size_t>(counts[static_cast<std::size_t>(status)]) << " "
         << Escaped{kJobStatusNames[status]};
    first = false;
  }
  html << ".</p>\n";
  return html;
}

Html runs(const JobReport& job, Timestamp now) {
  const auto lines = run_lines(job);
  Html html;
  html << "<section aria-labelledby=\"runs\">\n<h2 id=\"runs\">Runs</h2>\n";
  if (lines.empty()) {
    html << "<p>No run is known.</p>\n</section>\n";
    return html;
  }
  html << open_list("runs", {"Run", "Started", "Ended", "Duration", "Status"});
  for (const RunLine& line : lines) html << row_of(line, now);
  html << close_list();
  if (const auto ended = history_of(job).ended) html << ended_runs(*ended);
  if (job.run) {
    for (const Anomaly& anomaly : (*job.run)->anomalies) {
      html << "<p class=\"hint\">Odd: " << Escaped{kAnomalyTexts[anomaly.kind]};
      if (!anomaly.text.empty()) html << ": " << Foreign{clean_label(anomaly.text)};
      html << ".</p>\n";
    }
  }
  html << "</section>\n";
  return html;
}

Html cron_of(const Schedule& schedule) {
  Html html;
  html << "<code>" << Foreign{clean_label(schedule.cron_text)} << "</code>";
  if (!schedule.cron) html << "<small>not understood</small>";
  return html;
}

Html schedule_row(const ScheduleReport& report, Timestamp now) {
  Html html;
  html << open_row(html_of(Foreign{clean_label(report.schedule.name)}))
       << cell("Cron, in UTC", cron_of(report.schedule))
       << cell("Enabled", html_of(report.enabled ? Markup("yes") : Markup("no")))
       << cell("Last due", time_if(report.last_due, now))
       << cell("Next due", time_if(report.next_due, now)) << "</tr>\n";
  return html;
}

Html schedules(const JobRow& row, Timestamp now) {
  const JobSchedules all(*row.manager->report);
  const auto& of_job = all.of(row.job().sync_job);
  Html html;
  if (of_job.empty()) return html;
  html << "<section aria-labelledby=\"schedules\">\n<h2 id=\"schedules\">Schedules</h2>\n"
       << open_list("schedules", {"Schedule", "Cron, in UTC", "Enabled", "Last due", "Next due"});
  for (const ScheduleReport* schedule : of_job) html << schedule_row(*schedule, now);
  html << close_list() << "</section>\n";
  return html;
}

Html collection_row(const Outcome& outcome, Timestamp ended, Timestamp now) {
  constexpr std::uint16_t kOk = 200;
  const bool was_read = outcome.kind == Outcome::Kind::kRead;
  const std::uint16_t status = was_read ? kOk : outcome.status;
  Html why;
  if (!was_read) {
    why << "<code>" << Escaped{reason_name(outcome.reason)} << "</code> "
        << Escaped{words_of(outcome.reason)};
  }
  Html html;
  html << open_row(age_and_time(ended, now))
       << cell(html_of(was_read ? Markup("<span class=\"badge good\"><b>R</b> Read</span>")
                                : Markup("<span class=\"badge warn\"><b>U</b> Unread</span>")))
       << cell("HTTP status",
               status == 0 ? html_of(Markup("none")) : html_of(static_cast<std::size_t>(status)))
       << cell("Reason", why) << "</tr>\n";
  return html;
}

Html collections(const JobRow& row, Timestamp now) {
  Html html;
  html << "<section aria-labelledby=\"collections\">\n"
          "<h2 id=\"collections\">Last collections</h2>\n"
       << open_list("collections", {"Ended", "Result", "HTTP status", "Reason"});
  const Outcomes& outcomes = row.manager->outcomes[row.index];
  for (std::size_t i = 0; i < row.manager->collections.size(); ++i) {
    if (outcomes[i].kind == Outcome::Kind::kAbsent) continue;
    html << collection_row(outcomes[i], row.manager->collections[i], now);
  }
  html << close_list();
  if (!row.job().run && !row.job().run.failure().detail.empty()) {
    html << "<p class=\"hint\">Details of the last one: "
         << Foreign{clean_label(row.job().run.failure().detail)} << "</p>\n";
  }
  html << "</section>\n";
  return html;
}

}  // namespace

std::optional<Html> job_page(const ProgramInfo& program, const Managers& managers,
                             std::string_view manager, std::string_view sync_job, Timestamp now) {
  const auto row = find_job(managers, manager, sync_job);
  if (!row) return std::nullopt;
  Html content;
  content << head(*row, now) << facts(*row) << runs(row->job(), now) << schedules(*row, now)
          << region_table(row->job(), now) << collections(*row, now);
  return page(program, Depth::kJob, sync_job, content, now);
}

Html unknown_job_page(const ProgramInfo& program, Timestamp now) {
  Html content;
  content
      << "<h1>No such job</h1>\n<p>The last collection of this manager had no such job, or there "
         "was no collection yet. The <a href=\"../../\">status page</a> has all jobs.</p>\n";
  return page(program, Depth::kJob, "No such job", content, now);
}

}  // namespace cckm
