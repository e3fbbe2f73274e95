// SPDX-License-Identifier: Apache-2.0
// A manager that is down has one problem: the first one of its report. The others are its
// consequences, or the same.
#include "exporter/pages/manager_table.h"

#include <algorithm>
#include <string>

#include "exporter/model/label.h"
#include "exporter/pages/time_text.h"
#include "exporter/pages/url.h"
#include "exporter/pages/words.h"
#include "exporter/status/subjects.h"

namespace cckm {
namespace {

Html sentence(const Failure& failure) {
  Html html;
  html << Escaped{words_of(failure.reason)};
  if (failure.status != 0) html << " HTTP status " << static_cast<std::size_t>(failure.status) << ".";
  if (!failure.detail.empty()) {
    html << " <small>" << Foreign{clean_label(failure.detail)} << "</small>";
  }
  return html;
}

Html state_badge(const ManagerStatus& manager) {
  Html html;
  if (!manager.report) {
    html << "<span class=\"badge\"><b>–</b> No collection</span>";
  } else if (is_down(manager)) {
    html << "<span class=\"badge bad\"><b>D</b> Down</span>";
  } else {
    html << "<span class=\"badge good\"><b>U</b> Up</span>";
  }
  return html;
}

Html job_counts(const ManagerStatus& manager) {
  Html html;
  if (!manager.report) return html;
  const auto& jobs = manager.report->jobs;
  const auto wrong = std::ranges::count_if(jobs, [](const JobReport& job) {
    const JobState state = state_of(job);
    return state == JobState::kFailed || state == JobState::kUnread;
  });
  html << jobs.size();
  if (wrong > 0) html << "<small>" << static_cast<std::size_t>(wrong) << " need attention</small>";
  return html;
}

Html row_of(const ManagerStatus& manager, Timestamp now) {
  Html html;
  html << "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><a href=\"?manager="
       << Escaped{percent_encoded(manager.name)} << "\">" << Foreign{manager.name}
       << "</a><small>" << Foreign{manager.address} << "</small></th>"
       << "<td role=\"cell\">" << state_badge(manager) << "</td>"
       << "<td role=\"cell\" data-label=\"Last collection\">";
  if (manager.report) html << age_and_time(manager.collections.front(), now);
  html << "</td><td role=\"cell\" data-label=\"Duration\">";
  if (manager.report) html << Escaped{span_text(manager.report->seconds)};
  html << "</td><td role=\"cell\" data-label=\"Token ends\">";
  if (manager.token_end) html << age_and_time(*manager.token_end, now);
  html << "</td><td role=\"cell\" data-label=\"Jobs\">" << job_counts(manager)
       << "</td><td role=\"cell\" data-label=\"Problem\">" << problems_of(manager) << "</td></tr>\n";
  return html;
}

}  // namespace

bool is_down(const ManagerStatus& manager) {
  return manager.report && !manager.report->up;
}

Html problems_of(const ManagerStatus& manager) {
  Html html;
  if (!manager.report) return html;
  if (manager.report->out_of_memory) {
    html << "The exporter had no memory for the result of the last collection.";
    return html;
  }
  for (const ReportSubject& subject : report_subjects(*manager.report)) {
    if (subject.failure == nullptr) continue;
    const bool is_job = subject.kind == "sync_job";
    if (is_down(manager)) return sentence(*subject.failure);
    if (is_job) continue;
    html << "<p>" << Escaped{noun_of(subject)} << " " << Foreign{subject.name} << ": "
         << sentence(*subject.failure) << "</p>";
  }
  return html;
}

Html manager_table(const Managers& managers, Timestamp now) {
  Html html;
  html << "<section aria-labelledby=\"managers\">\n<h2 id=\"managers\">Managers</h2>\n"
          "<table class=\"list\" role=\"table\" aria-labelledby=\"managers\">\n"
          "<thead role=\"rowgroup\"><tr role=\"row\">"
          "<th scope=\"col\" role=\"columnheader\">Manager</th>"
          "<th scope=\"col\" role=\"columnheader\">State</th>"
          "<th scope=\"col\" role=\"columnheader\">Last collection</th>"
          "<th scope=\"col\" role=\"columnheader\">Duration</th>"
          "<th scope=\"col\" role=\"columnheader\">Token ends</th>"
          "<th scope=\"col\" role=\"columnheader\">Jobs</th>"
          "<th scope=\"col\" role=\"columnheader\">Problem</th></tr></thead>\n"
          "<tbody role=\"rowgroup\">\n";
  for (const auto& manager : managers) html << row_of(*manager, now);
  html << "</tbody></table>\n</section>\n";
  return html;
}

}  // namespace cckm
