// SPDX-License-Identifier: Apache-2.0
// A manager that is down has one problem: the first one of its report. The others are its
// consequences, or the same.
#include "exporter/pages/manager_table.h"

#include <algorithm>
#include <string>

#include "exporter/model/label.h"
#include "exporter/pages/list_table.h"
#include "exporter/pages/time_text.h"
#include "exporter/pages/url.h"
#include "exporter/pages/words.h"
#include "exporter/status/subjects.h"

namespace cckm {
namespace {

Html sentence(const Failure& failure) {
  Html html;
  html << Escaped{words_of(failure.reason)};
  if (failure.status != 0)
    html << " HTTP status " << static_cast<std::size_t>(failure.status) << ".";
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

Html name_of(const ManagerStatus& manager) {
  Html html;
  html << "<a href=\"?manager=" << Escaped{percent_encoded(manager.name)} << "\">"
       << Foreign{manager.name} << "</a><small>" << Foreign{manager.address} << "</small>";
  return html;
}

Html row_of(const ManagerStatus& manager, Timestamp now) {
  Html collected;
  Html seconds;
  if (manager.report) {
    collected = age_and_time(manager.collections.front(), now);
    seconds << Escaped{span_text(manager.report->seconds)};
  }
  Html html;
  html << open_row(name_of(manager)) << cell(state_badge(manager))
       << cell("Last collection", collected) << cell("Duration", seconds)
       << cell("Token ends", manager.token_end ? age_and_time(*manager.token_end, now) : Html())
       << cell("Jobs", job_counts(manager)) << cell("Problem", problems_of(manager)) << "</tr>\n";
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
       << open_list("managers", {"Manager", "State", "Last collection", "Duration", "Token ends",
                                 "Jobs", "Problem"});
  for (const auto& manager : managers) html << row_of(*manager, now);
  html << close_list() << "</section>\n";
  return html;
}

}  // namespace cckm
