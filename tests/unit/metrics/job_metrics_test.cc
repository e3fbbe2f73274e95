// SPDX-License-Identifier: Apache-2.0
// Pages of reports: golden pages, hostile texts, limits and collisions.
#include "exporter/metrics/job_metrics.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/golden.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

using namespace std::string_literals;

using enum RegionStatus;

// 2020-11-05T06:38:25Z, when the documentation's first sample was created.
constexpr std::int64_t kBegin = 1604558305;

JobReport read(std::string sync_job, SyncJob job,
               const Endpoint& endpoint = *find_endpoint("aws", "keys")) {
  return {std::move(sync_job), endpoint, std::make_shared<const SyncJob>(std::move(job)), 0.25};
}

JobReport not_read(std::string sync_job, Reason reason) {
  return {std::move(sync_job), *find_endpoint("aws", "keys"), Failure{reason, "not for metrics"},
          std::nullopt};
}

SyncJob run(JobStatus status, std::vector<RegionOutcome> regions) {
  SyncJob job{"run", {}, status, {kBegin, 0}, {}, {}, std::move(regions)};
  if (status != JobStatus::kInProgress) job.completed = Timestamp{kBegin + 60, 0};
  return job;
}

Reports one_manager(std::vector<JobReport> jobs) {
  return {std::make_shared<ManagerReport>(
      ManagerReport{"production", true, 1.5, 9.5, std::move(jobs)})};
}

std::string page_of(const Reports& reports, const RegionLimits& limits = {.per_job = 1000},
                    PageFormat format = PageFormat::kText) {
  return page_text([&](PageWriter& page) { write_jobs(reports, limits, page); }, format);
}

// Returns the samples of a page. Checks that it is well-formed, and the same in both formats.
std::map<std::string, double> samples_of(const Reports& reports,
                                         const RegionLimits& limits = {.per_job = 1000}) {
  const Exposition page = parse_exposition(page_of(reports, limits));
  const auto openmetrics = parse_openmetrics(page_of(reports, limits, PageFormat::kOpenMetrics));
  CAPTURE(page.problems, openmetrics.problems);
  CHECK(page.problems.empty());
  CHECK(openmetrics.problems.empty());
  CHECK(openmetrics.samples == page.samples);
  return page.samples;
}

std::vector<std::string> series_of(const std::map<std::string, double>& samples,
                                   const std::string& family) {
  std::vector<std::string> series;
  for (const auto& [name, value] : samples) {
    if (name.starts_with(family + "{")) series.push_back(name);
  }
  return series;
}

// Has a run of every status, among them the sample of CM's documentation.
TEST_CASE("the page of two managers matches its golden page") {
  const SyncJob documented = {"afef70ff-311e-46c1-8ead-e1999e8c6d46",
                              {"kms"},
                              JobStatus::kCompleted,
                              {kBegin, 308834000},
                              Timestamp{kBegin + 4, 248338000},
                              Timestamp{kBegin + 4, 248173000},
                              {{"123456789012", "ap-south-1", "", kSucceeded}}};
  SyncJob partly = run(JobStatus::kCompleted,
                       {{"123456789012", "eu-west-1", "", kSucceeded},
                        {"123456789012", "eu-west-2", "", kFailed, RegionError::kAccessDenied}});
  partly.containers = {"kms-a", "kms-b"};
  partly.unmentioned = 1;
  SyncJob ends_before_it_begins =
      run(JobStatus::kFailed, {{"", "us-east-1", "", kFailed, RegionError::kMissing}});
  ends_before_it_begins.completed = Timestamp{kBegin - 1, 0};
  SyncJob running =
      run(JobStatus::kInProgress, {{"gemalto-kyloeng", "global", "demo-key-ring", kInProgress},
                                   {"gemalto-kyloeng", "europe", "demo-key-ring", kSucceeded}});
  running.completed = Timestamp{kBegin + 60, 0};  // must be ignored: the run is in progress
  SyncJob no_end = run(JobStatus::kCompleted, {});
  no_end.completed.reset();
  SyncJob unknown_and_running = run(JobStatus::kUnknown, {});
  unknown_and_running.completed.reset();

  const Reports reports = {
      std::make_shared<ManagerReport>(ManagerReport{
          "production",
          true,
          1.5,
          9.5,
          {read("documented", documented), read("partly", partly),
           read("running", running, *find_endpoint("google", "keys")),
           read(
               "canceled",
               run(JobStatus::kCanceled, {{"", "", "89c49e63", kFailed, RegionError::kUnfinished}}),
               *find_endpoint("dsm", "domains")),
           read("negative", ends_before_it_begins), read("no-end", no_end),
           read("unknown", unknown_and_running), not_read("gone", Reason::kNotFound),
           not_read("late", Reason::kTimeout)}}),
      std::make_shared<ManagerReport>(
          ManagerReport{"standby", false, 0.125, 9.5, {not_read("documented", Reason::kConnect)}}),
  };
  check_golden("jobs.prom", page_of(reports));
  CHECK(samples_of(reports).at("cckm_sync_job_duration_seconds"
                               "{manager=\"production\",sync_job=\"documented\"}") == 3.939339);
}

TEST_CASE("the page of hostile names and region keys matches its golden page") {
  const std::string spoof = "x\"} 1\ncckm_up{manager=\"production";
  const Reports reports = one_manager({
      read(spoof, run(JobStatus::kCompleted,
                      {{"", "", "", kSucceeded},
                       {"", "", "back\\slash \"quote\" new\nline", kSucceeded},
                       {"", "", "nul\0 tab\t"s, kSucceeded},
                       {"", "", "\xFF\xED\xA0\x80", kSucceeded},
                       {"", "", std::string(65536, 'k'), kSucceeded},
                       {"", "", "\xE2\x80\xAE\xD7\xA9 \xF0\x9F\x94\x91", kSucceeded}})),
      read("collisions", run(JobStatus::kInProgress, {{"a", "b", "\x01", kSucceeded},
                                                      {"a", "b", "\x02", kFailed},
                                                      {"a", "b", "\x03", kInProgress},
                                                      {"a", "c", "\x01", kSucceeded},
                                                      {"a", "c", "\x02", kInProgress},
                                                      {"a", "d", "\x01", kSucceeded},
                                                      {"a", "d", "\x02", kSucceeded}})),
      read("same\x01", run(JobStatus::kFailed, {})),
      not_read("same\x02", Reason::kInternal),
  });
  check_golden("hostile.prom", page_of(reports));
  samples_of(reports);
}

TEST_CASE("a job that could not be read has its reason and no value of a run") {
  for (const Reason failure : kReasonNames.values()) {
    const auto samples = samples_of(one_manager({not_read("job", failure)}));
    const std::string reason(reason_name(failure));
    CAPTURE(reason);
    CHECK(samples.at("cckm_scrape_job_success{manager=\"production\",sync_job=\"job\"}") == 0);
    CHECK(series_of(samples, "cckm_scrape_job_error") ==
          std::vector{"cckm_scrape_job_error{manager=\"production\",reason=\"" + reason +
                      "\",sync_job=\"job\"}"});
    CHECK(samples.size() == 6);
  }
}

TEST_CASE("every watched job has a series, whether it could be read or not") {
  const auto samples = samples_of(
      one_manager({read("good", run(JobStatus::kCompleted, {})),
                   not_read("gone", Reason::kNotFound), not_read("late", Reason::kTimeout)}));
  const std::string watched = "cckm_watched_job_info{manager=\"production\",sync_job=";
  CHECK(series_of(samples, "cckm_watched_job_info") ==
        std::vector{watched + "\"gone\"}", watched + "\"good\"}", watched + "\"late\"}"});
  for (const auto& name : series_of(samples, "cckm_watched_job_info")) CHECK(samples.at(name) == 1);
}

TEST_CASE("a family without samples is not on the page") {
  std::map<std::string, double> samples = samples_of(one_manager({}));
  CHECK(samples.size() == 3);
  CHECK(samples.contains("cckm_up{manager=\"production\"}"));
  CHECK(page_of(one_manager({})).find("cckm_sync_job") == std::string::npos);
  CHECK(page_of({}).empty());
}

TEST_CASE("jobs that lost regions are returned with the number of lost regions") {
  const RegionOutcome a{"", "a", "", kSucceeded}, b{"", "b", "", kFailed};
  const RegionOutcome c{"", "c", "", kSucceeded};
  PageWriter page([](std::string_view) {});
  const auto losses = write_jobs(one_manager({read("whole", run(JobStatus::kFailed, {a})),
                                              read("merged", run(JobStatus::kFailed, {a, a, a})),
                                              read("dropped", run(JobStatus::kFailed, {a, b, c}))}),
                                 {.per_job = 2}, page);
  REQUIRE(losses.size() == 2);
  CHECK(losses[0].manager == "production");
  CHECK(losses[0].sync_job == "merged");
  CHECK(losses[0].merged == 2);
  CHECK(losses[0].dropped == 0);
  CHECK(losses[1].sync_job == "dropped");
  CHECK(losses[1].merged == 0);
  CHECK(losses[1].dropped == 1);
}

TEST_CASE("a region has the class of its failure while it has failed, and one class only") {
  using Error = RegionError;
  const auto samples = samples_of(one_manager(
      {read("job", run(JobStatus::kInProgress, {{"a", "good", "k", kSucceeded},
                                                {"a", "running", "k", kInProgress},
                                                {"a", "bad", "k", kFailed, Error::kThrottled},
                                                {"a", "mixed", "k", kSucceeded},
                                                {"a", "mixed", "k", kFailed, Error::kTimeout},
                                                {"a", "mixed", "k", kFailed, Error::kNetwork}}))}));
  const auto series = [](const std::string& region, const std::string& reason) {
    return "cckm_sync_region_error{account=\"a\",key_container=\"k\",manager=\"production\"," +
           ("reason=\"" + reason + "\",region=\"" + region + "\",sync_job=\"job\"}");
  };
  CHECK(series_of(samples, "cckm_sync_region_error") ==
        std::vector{series("bad", "throttled"), series("mixed", "timeout")});
  CHECK(samples.at(series("bad", "throttled")) == 1);
}

TEST_CASE("every class of a failure is a reason") {
  std::vector<RegionOutcome> regions;
  for (const RegionError error : kRegionErrorNames.values()) {
    regions.push_back({"", std::string(kRegionErrorNames[error]), "", kFailed, error});
  }
  const auto samples = samples_of(one_manager({read("job", run(JobStatus::kFailed, regions))}));
  const auto series = series_of(samples, "cckm_sync_region_error");
  CHECK(series.size() == kRegionErrorNames.size());
  for (const std::string_view name : kRegionErrorNames) {
    const std::string both =
        "reason=\"" + std::string(name) + "\",region=\"" + std::string(name) + "\"";
    CAPTURE(both);
    CHECK(std::ranges::any_of(
        series, [&](const std::string& each) { return each.find(both) != std::string::npos; }));
  }
}

TEST_CASE("regions that a run does not mention are counted beside the others") {
  SyncJob job = run(JobStatus::kCompleted, {{"", "a", "", kSucceeded}});
  job.unmentioned = 2;
  const auto samples = samples_of(one_manager({read("job", job)}));
  const std::string count = "cckm_sync_job_regions{manager=\"production\",status=";
  CHECK(samples.at(count + "\"unmentioned\",sync_job=\"job\"}") == 2);
  CHECK(samples.at(count + "\"succeeded\",sync_job=\"job\"}") == 1);
  CHECK(samples.at("cckm_sync_job_success{manager=\"production\",sync_job=\"job\"}") == 1);
}

TEST_CASE("ten thousand regions are all counted, and a thousand have series") {
  std::vector<RegionOutcome> regions(10000);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    regions[i].region = "region-" + std::to_string(i);
    regions[i].status = i % 100 == 99 ? kFailed : kSucceeded;
  }
  const auto samples = samples_of(one_manager({read("job", run(JobStatus::kFailed, regions))}));
  const std::string count = "cckm_sync_job_regions{manager=\"production\",status=";
  CHECK(samples.at(count + "\"succeeded\",sync_job=\"job\"}") == 9900);
  CHECK(samples.at(count + "\"failed\",sync_job=\"job\"}") == 100);
  const auto series = series_of(samples, "cckm_sync_region_success");
  CHECK(series.size() == 1000);
  CHECK(std::count_if(series.begin(), series.end(),
                      [&](const std::string& name) { return samples.at(name) == 0; }) == 100);
}

TEST_CASE("the largest page that CM's keys can make stays under 16 MiB") {
  SyncJob job = run(JobStatus::kFailed, std::vector<RegionOutcome>(1000));
  for (std::size_t i = 0; i < job.regions.size(); ++i) {
    const std::string escaped = std::string(300, '"') + std::to_string(i);
    job.regions[i] = {escaped, escaped, escaped, kFailed};
  }
  std::vector<JobReport> jobs(25, read("", job));
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].sync_job = std::to_string(i);
  const std::string page = page_of(one_manager(std::move(jobs)));
  CHECK(page.size() < (std::size_t{16} << 20));
}

// Random reports

class Mischief {
 public:
  explicit Mischief(unsigned seed) : random_(seed) {}

  Reports reports() {
    Reports reports;
    for (int i = below(4); i > 0; --i) {
      ManagerReport report{text(), below(2) == 0, 1, 2, {}};
      for (int j = below(12); j > 0; --j) report.jobs.push_back(job());
      reports.push_back(std::make_shared<ManagerReport>(std::move(report)));
    }
    return reports;
  }

  RegionLimits limits() {
    return {static_cast<std::size_t>(below(20)), static_cast<std::size_t>(below(60)),
            static_cast<std::size_t>(below(5000))};
  }

 private:
  int below(int end) { return std::uniform_int_distribution<>(0, end - 1)(random_); }

  // Has few pieces, so that many texts are equal after cleaning.
  std::string text() {
    static const std::string pieces[] = {"a",
                                         "a",
                                         "/",
                                         "\"",
                                         "\\",
                                         "\n",
                                         "\0"s,
                                         "\x01",
                                         "\x7F",
                                         "\xC3\xA9",
                                         "\xC3",
                                         "\xFF",
                                         "\xED\xA0\x80",
                                         "\xE2\x82\xAC",
                                         "}",
                                         ",",
                                         " ",
                                         "# HELP x y",
                                         "\r",
                                         "1",
                                         std::string(300, 'l')};
    std::string text;
    for (int i = below(4); i > 0; --i) text += pieces[static_cast<std::size_t>(below(21))];
    return text;
  }

  JobReport job() {
    if (below(3) == 0) {
      return not_read(text(), static_cast<Reason>(below(static_cast<int>(kReasonNames.size()))));
    }
    SyncJob job = run(static_cast<JobStatus>(below(5)), {});
    job.id = text();
    job.containers = {text()};
    for (int i = below(30); i > 0; --i) {
      job.regions.push_back({text(), text(), text(), static_cast<RegionStatus>(below(3)),
                             static_cast<RegionError>(below(13))});
    }
    return read(text(), std::move(job));
  }

  std::mt19937 random_;
};

TEST_CASE("a page of random reports is well-formed") {
  for (unsigned seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Mischief mischief(seed);
    const Reports reports = mischief.reports();
    samples_of(reports, mischief.limits());
  }
}

}  // namespace
}  // namespace cckm::test
