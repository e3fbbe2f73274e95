// SPDX-License-Identifier: Apache-2.0
// A state follows from the newest run alone, like the metrics.
#include "exporter/pages/job_row.h"

#include <algorithm>

#include "exporter/model/label.h"
#include "exporter/model/sync_job.h"
#include "exporter/pages/url.h"
#include "exporter/pages/words.h"

namespace cckm {
namespace {

Markup opened_badge(JobState state) {
  switch (state) {
    case JobState::kFailed:
      return "<span class=\"badge bad\"><b>F</b>";
    case JobState::kUnread:
      return "<span class=\"badge warn\"><b>U</b>";
    case JobState::kRunning:
      return "<span class=\"badge busy\"><b>R</b>";
    case JobState::kSucceeded:
      return "<span class=\"badge good\"><b>S</b>";
  }
  return "<span class=\"badge\"><b>?</b>";
}

constexpr EnumNames<JobState::kSucceeded> kWords{"Failed", "Unread", "Running", "Succeeded"};

std::string_view word_of(const JobReport& job) {
  const JobState state = state_of(job);
  if (state == JobState::kFailed && (*job.run)->status == JobStatus::kCanceled) return "Canceled";
  if (state == JobState::kUnread && job.run.failure().reason == Reason::kNoRun) return "No run";
  return kWords[state];
}

// Returns the names of the first failed regions, each with its class.
Html failed_regions(const SyncJob& run) {
  constexpr std::size_t kMost = 3;
  Html html;
  std::size_t shown = 0;
  for (const RegionOutcome& region : run.regions) {
    if (region.status != RegionStatus::kFailed) continue;
    if (shown == kMost) return html << " …";
    const std::string& name = region.region.empty() ? region.container : region.region;
    html << (shown++ == 0 ? Markup(": ") : Markup(", ")) << Foreign{clean_label(name)} << " ("
         << Escaped{words_of(region.error)} << ")";
  }
  return html;
}

Html explanation(const SyncJob& run) {
  Html html;
  if (const std::size_t failed = count_regions(run, RegionStatus::kFailed)) {
    html << failed << " of " << run.regions.size()
         << (run.regions.size() == 1 ? Markup(" region failed") : Markup(" regions failed"))
         << failed_regions(run);
  } else if (const std::size_t running = count_regions(run, RegionStatus::kInProgress)) {
    html << running << " of " << run.regions.size() << " regions in progress";
  } else if (run.unmentioned > 0) {
    html << run.unmentioned << " requested, but not mentioned by CM";
  }
  return html;
}

Html badge(JobState state, std::string_view word) {
  Html html;
  html << opened_badge(state) << " " << Escaped{word} << "</span>";
  return html;
}

}  // namespace

JobState state_of(const JobReport& job) {
  if (!job.run) return JobState::kUnread;
  const auto success = succeeded(**job.run);
  if (!success) return JobState::kRunning;
  return *success ? JobState::kSucceeded : JobState::kFailed;
}

Html badge(JobState state) {
  return badge(state, kWords[state]);
}

Html badge(const JobReport& job) {
  return badge(state_of(job), word_of(job));
}

Html explanation(const JobReport& job) {
  if (job.run) return explanation(**job.run);
  Html html;
  html << Escaped{words_of(job.run.failure().reason)};
  return html;
}

std::vector<JobRow> job_rows(const Managers& managers) {
  std::vector<JobRow> rows;
  for (const auto& manager : managers) {
    if (!manager->report) continue;
    for (std::size_t i = 0; i < manager->report->jobs.size(); ++i) {
      rows.push_back({manager.get(), i, state_of(manager->report->jobs[i])});
    }
  }
  std::ranges::stable_sort(rows, {}, &JobRow::state);
  return rows;
}

StateCounts count_states(std::span<const JobRow> rows) {
  StateCounts counts{};
  for (const JobRow& row : rows) ++counts[static_cast<std::size_t>(row.state)];
  return counts;
}

std::string job_path(std::string_view manager, std::string_view sync_job) {
  return "jobs/" + percent_encoded(manager) + '/' + percent_encoded(sync_job);
}

Html containers_of(const JobReport& job) {
  Html html;
  if (!job.run) return html;
  bool first = true;
  for (const std::string& container : (*job.run)->containers) {
    if (!first) html << ", ";
    html << Foreign{clean_label(container)};
    first = false;
  }
  return html;
}

}  // namespace cckm
