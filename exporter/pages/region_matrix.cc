// SPDX-License-Identifier: Apache-2.0
// A letter and a word that only screen readers see are in every cell, so the colour alone means
// nothing. Without rules for their number, CM could make a table with 100,000 columns.
#include "exporter/pages/region_matrix.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "exporter/model/label.h"

namespace cckm {
namespace {

using States = std::map<std::string, RegionStatus>;  // by region

int badness(RegionStatus status) {
  if (status == RegionStatus::kFailed) return 2;
  return status == RegionStatus::kInProgress ? 1 : 0;
}

// Returns the worst state of each region of a run.
States states_of(const SyncJob& run) {
  States states;
  for (const RegionOutcome& region : run.regions) {
    const std::string& name = region.region.empty() ? region.container : region.region;
    const auto [at, is_new] = states.try_emplace(clean_label(name), region.status);
    if (!is_new && badness(region.status) > badness(at->second)) at->second = region.status;
  }
  return states;
}

struct Line {
  const JobRow* row;
  States states;
};

// Returns the regions of all lines, those with a failure first. More than kMostColumns are cut.
std::vector<std::string> columns_of(const std::vector<Line>& lines, std::size_t& left_out) {
  std::map<std::string, int> worst;
  for (const Line& line : lines) {
    for (const auto& [name, status] : line.states) {
      int& known = worst[name];
      known = std::max(known, badness(status));
    }
  }
  std::vector<std::string> columns;
  columns.reserve(worst.size());
  for (const auto& [name, badness] : worst) columns.push_back(name);
  left_out = columns.size() > kMostColumns ? columns.size() - kMostColumns : 0;
  if (left_out == 0) return columns;
  std::ranges::stable_sort(columns, std::ranges::greater(),
                           [&](const std::string& name) { return worst[name]; });
  columns.resize(kMostColumns);
  return columns;
}

Markup cell(RegionStatus status) {
  switch (status) {
    case RegionStatus::kFailed:
      return "<td class=\"bad\">F<span class=\"unseen\">ailed</span></td>";
    case RegionStatus::kInProgress:
      return "<td class=\"busy\">R<span class=\"unseen\">unning</span></td>";
    case RegionStatus::kSucceeded:
      return "<td class=\"good\">S<span class=\"unseen\">ucceeded</span></td>";
  }
  return "<td></td>";
}

Html header_row(const std::vector<std::string>& columns) {
  Html html;
  html << "<thead><tr><th scope=\"col\">sync_job</th>";
  for (const std::string& column : columns) {
    html << "<th scope=\"col\"><span>" << Foreign{column} << "</span></th>";
  }
  html << "</tr></thead>\n";
  return html;
}

Html body_row(const Line& line, const std::vector<std::string>& columns) {
  const JobRow& row = *line.row;
  Html html;
  html << "<tr><th scope=\"row\"><a href=\""
       << Escaped{job_path(row.manager->name, row.job().sync_job)} << "\">"
       << Foreign{row.job().sync_job} << "</a></th>";
  for (const std::string& column : columns) {
    const auto found = line.states.find(column);
    html << (found == line.states.end() ? Markup("<td></td>") : cell(found->second));
  }
  html << "</tr>\n";
  return html;
}

Html table_of(const Endpoint& endpoint, const std::vector<Line>& lines) {
  std::size_t left_out = 0;
  const auto columns = columns_of(lines, left_out);
  Html name;
  name << Escaped{endpoint.cloud} << " " << Escaped{endpoint.resource};
  Html html;
  html << "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Regions of " << name
       << "\"><table class=\"matrix\">\n<caption>" << name;
  if (left_out > 0) html << " (" << left_out << " more regions are on the pages of the jobs)";
  html << "</caption>\n" << header_row(columns) << "<tbody>\n";
  for (const Line& line : lines) html << body_row(line, columns);
  html << "</tbody></table></div>\n";
  return html;
}

}  // namespace

Html region_matrix(std::span<const JobRow> rows) {
  std::map<const Endpoint*, std::vector<Line>> families;  // the table of endpoints is one array
  for (const JobRow& row : rows) {
    if (!row.job().run || (*row.job().run)->regions.empty()) continue;
    families[&row.job().endpoint].push_back({&row, states_of(**row.job().run)});
  }
  Html html;
  if (families.empty()) return html;
  html << "<section aria-labelledby=\"regions\">\n<h2 id=\"regions\">Regions by job</h2>\n"
          "<p class=\"hint\">Of the newest run: <b>F</b> failed, <b>R</b> running, <b>S</b> "
          "succeeded, empty: not in the run.</p>\n";
  for (const auto& [endpoint, lines] : families) html << table_of(*endpoint, lines);
  html << "</section>\n";
  return html;
}

}  // namespace cckm
