// SPDX-License-Identifier: Apache-2.0
// The first page without a filter has everything. Other pages have the jobs and their regions only,
// below the same counts.
#include "exporter/pages/status_page.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "exporter/pages/job_table.h"
#include "exporter/pages/manager_table.h"
#include "exporter/pages/region_matrix.h"
#include "exporter/pages/time_text.h"
#include "exporter/pages/url.h"

namespace cckm {
namespace {

// Data older than this have a warning: Prometheus scrapes more often.
constexpr double kOldSeconds = 300;
// The most failed jobs that are listed above the table.
constexpr std::size_t kMostFailed = 10;

std::size_t page_number(std::string_view text) {
  std::size_t page = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, page);
  return error == std::errc() && stop == end && page > 0 ? page : 1;
}

// Returns a link to the status page with another filter. It keeps the manager.
Html link_to(const StatusFilter& filter) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& value) {
    query.append(query.empty() ? "?" : "&").append(name).append("=").append(value);
  };
  if (filter.state) add("state", percent_encoded(*filter.state));
  if (filter.manager) add("manager", percent_encoded(*filter.manager));
  if (filter.page > 1) add("page", std::to_string(filter.page));
  Html html;
  html << "\"./" << Escaped{query} << "\"";
  return html;
}

std::optional<Timestamp> newest_collection(const Managers& managers) {
  std::optional<Timestamp> newest;
  for (const auto& manager : managers) {
    if (manager->report) newest = std::max(newest.value_or(Timestamp()), manager->collections[0]);
  }
  return newest;
}

Html empty_page(const ProgramInfo& program) {
  Html html;
  html << "<div class=\"notice\"><h2>No collection has run yet</h2>\n"
          "<p>Prometheus has not scraped <code>"
       << Escaped{program.telemetry_path}
       << "</code> since the exporter started, or since the configuration changed.</p>\n"
          "<p>This page shows the result of the last scrape. It never reads a manager itself.</p>"
          "</div>\n";
  return html;
}

Html how_old(Timestamp newest, Timestamp now) {
  Html html;
  if (seconds_between(newest, now) <= kOldSeconds) {
    html << "<p class=\"hint\">The last collection ended " << age(newest, now)
         << ". This page never reads a manager itself.</p>\n";
    return html;
  }
  html << "<div class=\"notice warn\"><h2>These data are old</h2><p>The last collection ended "
       << age(newest, now)
       << ". Prometheus has not scraped the exporter since then, so the present state is not "
          "known.</p></div>\n";
  return html;
}

// Returns a link for each state with its number of jobs.
Html counts(std::span<const JobRow> rows, const StatusFilter& filter) {
  const StateCounts count = count_states(rows);
  Html html;
  html << "<nav aria-label=\"Jobs by state\"><ul class=\"counts\">\n";
  const bool all = !filter.state;
  html << "<li><a href=" << link_to({.state = {}, .manager = filter.manager})
       << (all ? Markup(" aria-current=\"true\"") : Markup("")) << ">All " << rows.size()
       << "</a></li>\n";
  for (const JobState state : kJobStateNames.values()) {
    const std::string name(kJobStateNames[state]);
    html << "<li><a href=" << link_to({.state = name, .manager = filter.manager})
         << (filter.state == name ? Markup(" aria-current=\"true\"") : Markup("")) << ">"
         << badge(state) << " " << count[static_cast<std::size_t>(state)] << "</a></li>\n";
  }
  html << "</ul></nav>\n";
  return html;
}

Html down_manager(const ManagerStatus& manager) {
  Html html;
  html << "<li><span class=\"badge bad\"><b>D</b> Down</span> <a href=\"?manager="
       << Escaped{percent_encoded(manager.name)} << "\">" << Foreign{manager.name} << "</a><p>"
       << problems_of(manager) << " <a href=\"runbooks#cckmmanagerblind\">Runbook</a></p></li>\n";
  return html;
}

Html failed_job(const JobRow& row) {
  const Html why = explanation(row.job());
  Html html;
  html << "<li>" << badge(row.job()) << " <a href=\""
       << Escaped{job_path(row.manager->name, row.job().sync_job)} << "\">"
       << Foreign{row.job().sync_job} << "</a> <span class=\"of\">" << Foreign{row.manager->name}
       << "</span>";
  if (!why.text().empty()) html << "<p>" << why << "</p>";
  html << "</li>\n";
  return html;
}

// Returns what needs an operator: managers that are down, then failed jobs. The unread jobs of a
// manager that is down are left out, because they follow from it.
Html what_failed(const Managers& managers, std::span<const JobRow> rows) {
  Html items;
  for (const auto& manager : managers) {
    if (is_down(*manager)) items << down_manager(*manager);
  }
  std::size_t failed = 0;
  for (const JobRow& row : rows) {
    if (row.state > JobState::kUnread || is_down(*row.manager)) continue;
    if (++failed <= kMostFailed) items << failed_job(row);
  }
  Html html;
  html << "<section aria-labelledby=\"failed\">\n<h2 id=\"failed\">What failed</h2>\n";
  if (items.text().empty()) {
    html << "<p>Nothing failed.</p>\n</section>\n";
    return html;
  }
  html << "<ul class=\"failures\">\n" << items << "</ul>\n";
  if (failed > kMostFailed) {
    html << "<p>And " << failed - kMostFailed << " more in the table below.</p>\n";
  }
  html << "</section>\n";
  return html;
}

Html pager(const StatusFilter& filter, std::size_t page, std::size_t pages) {
  Html html;
  if (pages < 2) return html;
  const auto link = [&](std::size_t number) {
    StatusFilter other = filter;
    other.page = number;
    return link_to(other);
  };
  html << "<nav class=\"pager\" aria-label=\"Pages of jobs\"><p>";
  if (page > 1) html << "<a rel=\"prev\" href=" << link(page - 1) << ">Previous</a> ";
  html << "Page " << page << " of " << pages;
  if (page < pages) html << " <a rel=\"next\" href=" << link(page + 1) << ">Next</a>";
  html << "</p></nav>\n";
  return html;
}

// Returns the sentence that says which jobs are shown.
Html selection(const StatusFilter& filter, std::size_t number) {
  Html html;
  if (!filter.state && !filter.manager) return html;
  html << "<p class=\"hint\">" << number << (number == 1 ? Markup(" job") : Markup(" jobs"));
  if (filter.state) html << " with the state " << Foreign{*filter.state};
  if (filter.manager) html << " of the manager " << Foreign{*filter.manager};
  html << ". <a href=\"./\">Show all</a></p>\n";
  return html;
}

Html jobs_section(std::span<const JobRow> rows, const StatusFilter& filter, Timestamp now) {
  const std::size_t pages =
      std::max<std::size_t>((rows.size() + kJobsPerPage - 1) / kJobsPerPage, 1);
  const std::size_t page = std::min(filter.page, pages);
  const std::size_t begin = (page - 1) * kJobsPerPage;
  const auto shown = rows.subspan(begin, std::min(kJobsPerPage, rows.size() - begin));
  Html html;
  html << "<section aria-labelledby=\"jobs\">\n<h2 id=\"jobs\">Jobs</h2>\n"
       << selection(filter, rows.size());
  if (shown.empty()) {
    html << "<p>There is no such job.</p>\n</section>\n";
    return html;
  }
  const Html links = pager(filter, page, pages);
  html << job_table(shown, now) << links << "</section>\n" << region_matrix(shown);
  return html;
}

// Returns true if the filter has only texts that this program or its configuration has. Others are
// not repeated on the page.
bool is_known(const StatusFilter& filter, const Managers& managers) {
  const bool state =
      !filter.state ||
      std::ranges::find(kJobStateNames, std::string_view(*filter.state)) != kJobStateNames.end();
  const bool manager = !filter.manager || std::ranges::any_of(managers, [&](const auto& each) {
    return each->name == *filter.manager;
  });
  return state && manager;
}

std::string title_of(const Managers& managers, std::span<const JobRow> rows) {
  if (std::ranges::any_of(managers, [](const auto& manager) { return is_down(*manager); })) {
    return "Manager down";
  }
  const std::size_t failed = count_states(rows)[static_cast<std::size_t>(JobState::kFailed)];
  return failed == 0 ? "Status" : std::to_string(failed) + " failed";
}

}  // namespace

bool StatusFilter::selects(const JobRow& row) const {
  return (!state || *state == kJobStateNames[row.state]) &&
         (!manager || *manager == row.manager->name);
}

StatusFilter status_filter(std::string_view query) {
  return {.state = query_value(query, "state"),
          .manager = query_value(query, "manager"),
          .page = page_number(query_value(query, "page").value_or(""))};
}

Html status_page(const ProgramInfo& program, const Managers& managers, const StatusFilter& filter,
                 Timestamp now) {
  const auto rows = job_rows(managers);
  const auto newest = newest_collection(managers);
  Html content;
  content << "<h1>Status</h1>\n";
  if (!newest) {
    content << empty_page(program) << manager_table(managers, now);
    return page(program, Depth::kTop, "Status", content, now);
  }
  if (!is_known(filter, managers)) {
    content << "<p>There is no such state or manager. <a href=\"./\">Show all</a></p>\n";
    return page(program, Depth::kTop, "Status", content, now);
  }
  std::vector<JobRow> of_manager;
  std::ranges::copy_if(rows, std::back_inserter(of_manager), [&](const JobRow& row) {
    return !filter.manager || *filter.manager == row.manager->name;
  });
  std::vector<JobRow> selected;
  std::ranges::copy_if(of_manager, std::back_inserter(selected),
                       [&](const JobRow& row) { return filter.selects(row); });
  content << how_old(*newest, now) << counts(of_manager, filter);
  if (!filter.state && !filter.manager && filter.page == 1) {
    content << what_failed(managers, rows) << manager_table(managers, now);
  }
  content << jobs_section(selected, filter, now);
  return page(program, Depth::kTop, title_of(managers, rows), content, now);
}

}  // namespace cckm
