// SPDX-License-Identifier: Apache-2.0
// Fuzzes the whole path from CM's responses to the page. The input consists of bodies separated by
// 0x1E. A parser that shares no code with the page's writer reads the page back. Each value of the
// model must be in it once.
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "exporter/metrics/job_metrics.h"
#include "exporter/model/label.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/job_bodies.h"
#include "tests/fuzz/targets.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

using Labels = std::map<std::string, std::string>;
using Samples = std::map<std::string, double>;

constexpr std::size_t kMostJobs = 4;

std::string in_quotes(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    c == '\n' ? text += "\\n" : text += c;
  }
  return text + '"';
}

std::string series(const std::string& name, const Labels& labels) {
  std::string text = name;
  for (const auto& [label, value] : labels) {
    text.append(text == name ? "{" : ",").append(label).append("=").append(in_quotes(value));
  }
  return text == name ? text : text + "}";
}

Labels with(Labels labels, std::initializer_list<Labels::value_type> more) {
  labels.insert(more.begin(), more.end());
  return labels;
}

// The samples that the page must have for one job, except for its regions.
class Wanted {
 public:
  explicit Wanted(Labels subject) : subject_(std::move(subject)) {}

  void add(const std::string& name, double value, std::initializer_list<Labels::value_type> more) {
    samples_[series(name, with(subject_, more))] = value;
  }
  void add_if(const std::string& name, std::optional<double> value) {
    if (value) add(name, *value, {});
  }
  const Samples& samples() const { return samples_; }

 private:
  Labels subject_;
  Samples samples_;
};

std::optional<double> seconds_if(bool condition, const std::optional<Timestamp>& when) {
  return condition && when ? std::optional(unix_seconds(*when)) : std::nullopt;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

void add_run(const JobReport& report, Wanted& wanted) {
  const SyncJob& job = **report.run;
  wanted.add("cckm_sync_job_info", 1,
             {{"job_id", clean_label(job.id)},
              {"cloud", std::string(report.endpoint.cloud)},
              {"resource", std::string(report.endpoint.resource)},
              {"key_container", clean_label(joined(job.containers))}});
  for (const JobStatus status : kJobStatusNames.values()) {
    wanted.add("cckm_sync_job_status", job.status == status ? 1 : 0,
               {{"status", std::string(kJobStatusNames[status])}});
  }
  for (const RegionStatus status : kRegionStatusNames.values()) {
    wanted.add("cckm_sync_job_regions", static_cast<double>(count_regions(job, status)),
               {{"status", std::string(kRegionStatusNames[status])}});
  }
  wanted.add("cckm_sync_job_regions", static_cast<double>(job.unmentioned),
             {{"status", "unmentioned"}});
  const auto success = succeeded(job);
  wanted.add_if("cckm_sync_job_success",
                success ? std::optional(*success ? 1.0 : 0.0) : std::nullopt);
  wanted.add("cckm_sync_job_created_timestamp_seconds", unix_seconds(job.created), {});
  wanted.add_if("cckm_sync_job_updated_timestamp_seconds", seconds_if(true, job.updated));
  wanted.add_if("cckm_sync_job_completed_timestamp_seconds",
                seconds_if(finished(job), job.completed));
  wanted.add_if("cckm_sync_job_duration_seconds", duration_seconds(job));
  wanted.add_if("cckm_sync_job_last_success_timestamp_seconds",
                seconds_if(success == true, job.completed));
  wanted.add("cckm_sync_job_last_start_timestamp_seconds", unix_seconds(job.created), {});
  const bool running = job.status == JobStatus::kInProgress;
  wanted.add("cckm_sync_job_running", running ? 1 : 0, {});
  wanted.add_if("cckm_sync_job_oldest_running_timestamp_seconds", seconds_if(running, job.created));
}

// Adds the samples of all regions, for a page without limits.
void add_regions(const SyncJob& job, Wanted& wanted) {
  std::map<std::array<std::string, 3>, RegionState> shown;
  for (const RegionOutcome& region : job.regions) {
    const auto [at, is_new] =
        shown.emplace(std::array{clean_label(region.account), clean_label(region.region),
                                 clean_label(region.container)},
                      RegionState{region.status, region.error});
    RegionState& worst = at->second;
    const bool worse =
        (region.status == RegionStatus::kFailed && worst.status != region.status) ||
        (region.status == RegionStatus::kInProgress && worst.status == RegionStatus::kSucceeded);
    if (worse) worst = {region.status, region.error};
  }
  for (const auto& [labels, state] : shown) {
    const auto [status, error] = state;
    if (status == RegionStatus::kInProgress) continue;
    if (status == RegionStatus::kFailed) {
      wanted.add("cckm_sync_region_error", 1,
                 {{"account", labels[0]},
                  {"region", labels[1]},
                  {"key_container", labels[2]},
                  {"reason", std::string(kRegionErrorNames[error])}});
    }
    wanted.add("cckm_sync_region_success", status == RegionStatus::kSucceeded ? 1 : 0,
               {{"account", labels[0]}, {"region", labels[1]}, {"key_container", labels[2]}});
  }
  wanted.add("cckm_sync_job_regions_dropped", 0, {});
  if (!finished(job) || !job.completed) return;
  for (const RegionOutcome& region : job.regions) {
    if (region.status != RegionStatus::kSucceeded) continue;
    wanted.add("cckm_sync_region_last_success_timestamp_seconds", unix_seconds(*job.completed),
               {{"account", clean_label(region.account)},
                {"region", clean_label(region.region)},
                {"key_container", clean_label(region.container)}});
  }
}

// Returns the samples of a page. Of jobs with the same name, it has the first one.
Samples wanted_samples(const ManagerReport& manager) {
  const Labels subject = {{"manager", manager.manager}};
  Samples samples;
  samples[series("cckm_up", subject)] = manager.up ? 1 : 0;
  samples[series("cckm_scrape_duration_seconds", subject)] = manager.seconds;
  samples[series("cckm_scrape_timeout_seconds", subject)] = manager.timeout_seconds;
  std::set<std::string> names;
  for (const JobReport& report : manager.jobs) {
    const std::string name = clean_label(report.sync_job);
    if (!names.insert(name).second) continue;
    Wanted wanted(with(subject, {{"sync_job", name}}));
    const auto& job = report.run;
    wanted.add("cckm_watched_job_info", 1, {});
    wanted.add("cckm_scrape_job_success", job.ok() ? 1 : 0, {});
    wanted.add_if("cckm_scrape_job_duration_seconds", report.fetch_seconds);
    if (job.ok()) {
      add_run(report, wanted);
      add_regions(**job, wanted);
    } else {
      wanted.add("cckm_scrape_job_error", 1,
                 {{"reason", std::string(reason_name(job.failure().reason))}});
    }
    samples.insert(wanted.samples().begin(), wanted.samples().end());
  }
  return samples;
}

ManagerReport report_of(std::string_view input) {
  ManagerReport manager{"cm", true, 0.25, 9.5, {}};
  while (!input.empty() && manager.jobs.size() < kMostJobs) {
    const std::string_view body = take_until(input, '\x1E');
    auto job = read_body(body);
    Result<std::shared_ptr<const SyncJob>> run =
        job ? Result(std::make_shared<const SyncJob>(std::move(job.value()))) : job.failure();
    manager.jobs.push_back({std::string(id_in(body)), endpoint_of(body), std::move(run), 0.125});
  }
  return manager;
}

std::string page_of(const Reports& reports, const RegionLimits& limits, PageFormat format) {
  return page_text([&](PageWriter& page) { write_jobs(reports, limits, page); }, format);
}

Samples well_formed(Exposition exposition) {
  for (const std::string& problem : exposition.problems)
    std::fprintf(stderr, "%s\n", problem.c_str());
  require(exposition.problems.empty(), "a page is well-formed");
  return std::move(exposition.samples);
}

Samples samples_of(const Reports& reports, const RegionLimits& limits) {
  Samples text = well_formed(parse_exposition(page_of(reports, limits, PageFormat::kText)));
  const Samples openmetrics =
      well_formed(parse_openmetrics(page_of(reports, limits, PageFormat::kOpenMetrics)));
  require(openmetrics == text, "both formats have the same samples");
  return text;
}

std::size_t most_regions(const ManagerReport& manager) {
  std::size_t most = 0;
  for (const JobReport& report : manager.jobs) {
    const auto& job = report.run;
    if (job.ok()) most = std::max(most, (*job)->regions.size());
  }
  return most;
}

// Compares with the page's precision of 16 digits.
bool same(double a, double b) {
  return std::abs(a - b) <= 1e-15 * std::max(std::abs(a), std::abs(b));
}

void check_page(const Samples& page, const Samples& wanted) {
  for (const auto& [series, value] : wanted) {
    const auto found = page.find(series);
    if (found == page.end()) std::fprintf(stderr, "%s\n", series.c_str());
    require(found != page.end(), "each value of the model is in the page");
    require(same(found->second, value), "a sample has the model's value");
  }
  require(page.size() == wanted.size(), "the page has no other samples");
}

double total(const Samples& page, const std::string& family) {
  double sum = 0;
  for (auto at = page.lower_bound(family + "{"); at != page.end(); ++at) {
    if (!at->first.starts_with(family + "{")) break;
    sum += at->second;
  }
  return sum;
}

// Checks a page with limits: each region is shown, merged or counted as dropped.
void check_limited(const Samples& page, const RegionLimits& limits) {
  const auto begin = page.lower_bound("cckm_sync_region_success{");
  const auto end = page.lower_bound("cckm_sync_region_success|");
  const auto shown = static_cast<std::size_t>(std::distance(begin, end));
  require(shown <= limits.per_page, "the page's limit holds");
  require(static_cast<double>(shown) + total(page, "cckm_sync_job_regions_dropped") <=
              total(page, "cckm_sync_job_regions"),
          "a region is shown, merged or dropped");
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_exposition(std::string_view bytes) {
  const auto report = std::make_shared<ManagerReport>(report_of(bytes));
  constexpr RegionLimits kRoomForAll{size_t{1} << 20, size_t{1} << 20, size_t{1} << 30};
  constexpr RegionLimits kTight{2, 3, 64};
  check_page(samples_of({report}, kRoomForAll), wanted_samples(*report));
  if (most_regions(*report) > kTight.per_job) {
    check_limited(samples_of({report}, kTight), kTight);
  }
}
