// SPDX-License-Identifier: Apache-2.0
// Since when a region fails follows from its last success in CM's history, so it is known right
// after a start of the exporter, too.
#include "exporter/pages/region_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "exporter/model/label.h"
#include "exporter/model/sync_job.h"
#include "exporter/pages/list_table.h"
#include "exporter/pages/time_text.h"
#include "exporter/pages/words.h"

namespace cckm {
namespace {

using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
using Successes = std::map<Key, Timestamp>;

template <typename Region>
Key key_of(const Region& region) {
  return {region.account, region.region, region.container};
}

Successes successes_of(const History& history) {
  Successes successes;
  for (const RegionSuccess& success : history.region_successes) {
    successes.emplace(key_of(success), success.completed);
  }
  return successes;
}

int order_of(const RegionOutcome* region) {
  if (region->status == RegionStatus::kFailed) return 0;
  return region->status == RegionStatus::kInProgress ? 1 : 2;
}

std::vector<const RegionOutcome*> failed_first(const SyncJob& run) {
  std::vector<const RegionOutcome*> regions;
  regions.reserve(run.regions.size());
  for (const RegionOutcome& region : run.regions) regions.push_back(&region);
  std::ranges::stable_sort(regions, {}, order_of);
  return regions;
}

Markup badge_of(RegionStatus status) {
  switch (status) {
    case RegionStatus::kFailed:
      return "<span class=\"badge bad\"><b>F</b> Failed</span>";
    case RegionStatus::kInProgress:
      return "<span class=\"badge busy\"><b>R</b> Running</span>";
    case RegionStatus::kSucceeded:
      return "<span class=\"badge good\"><b>S</b> Succeeded</span>";
  }
  return "";
}

Html why(const RegionOutcome& region) {
  Html html;
  if (region.status != RegionStatus::kFailed) return html;
  html << "<code>" << Escaped{kRegionErrorNames[region.error]} << "</code> "
       << Escaped{words_of(region.error)} << " <a href=\"../../runbooks#"
       << Escaped{kRegionErrorNames[region.error]} << "\">Runbook</a>";
  return html;
}

// A failure lasts at least since the end of this run, and at most since the last success.
Html since(const RegionOutcome& region, const SyncJob& run, const Successes& successes,
           Timestamp now) {
  Html html;
  const auto success = successes.find(key_of(region));
  if (region.status == RegionStatus::kInProgress) {
    html << age_and_time(run.created, now);
  } else if (region.status == RegionStatus::kSucceeded) {
    html << age_and_time(run.completed.value_or(run.created), now);
  } else if (success != successes.end()) {
    html << "<span>After the last success</span> " << age_and_time(success->second, now);
  } else {
    html << "<span>This run, or earlier</span> "
         << age_and_time(run.completed.value_or(run.created), now);
  }
  return html;
}

Html name_of(const RegionOutcome& region) {
  const std::string& name = region.region.empty() ? region.container : region.region;
  Html html;
  html << Foreign{clean_label(name)};
  if (!region.account.empty()) {
    html << "<small>" << Foreign{clean_label(region.account)} << "</small>";
  }
  if (!region.region.empty() && !region.container.empty()) {
    html << "<small>" << Foreign{clean_label(region.container)} << "</small>";
  }
  return html;
}

Html row_of(const RegionOutcome& region, const SyncJob& run, const Successes& successes,
            Timestamp now) {
  Html html;
  html << open_row(name_of(region)) << cell(html_of(badge_of(region.status)))
       << cell("Class of failure", why(region)) << cell("Since", since(region, run, successes, now))
       << "</tr>\n";
  return html;
}

}  // namespace

Html region_table(const JobReport& job, Timestamp now) {
  Html html;
  if (!job.run || (*job.run)->regions.empty()) return html;
  const SyncJob& run = **job.run;
  html << "<section aria-labelledby=\"regions\">\n<h2 id=\"regions\">Regions of the newest "
          "run</h2>\n"
       << open_list("regions",
                    {"Region, account, key container", "State", "Class of failure", "Since"});
  const History history = history_of(job);
  const Successes successes = successes_of(history);
  auto regions = failed_first(run);
  const std::size_t all = regions.size();
  regions.resize(std::min(all, kMostRegions));
  for (const RegionOutcome* region : regions) html << row_of(*region, run, successes, now);
  html << close_list();
  if (all > kMostRegions) html << "<p class=\"hint\">And " << all - kMostRegions << " more.</p>\n";
  html << "</section>\n";
  return html;
}

}  // namespace cckm
