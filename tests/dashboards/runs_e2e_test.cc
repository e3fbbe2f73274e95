// SPDX-License-Identifier: Apache-2.0
// Follows the runs of a schedule in a real Prometheus and Alertmanager: discovered runs have one
// set of series, and a run that does not come makes an alert.
#include <boost/json.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tests/dashboards/alertmanager.h"
#include "tests/dashboards/hasty_rules.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/prometheus.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/appliance.h"
#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

namespace json = boost::json;

constexpr const char* kSchedule = "every-minute";

// Runs of the KMS `production`. A run takes 4 s for each of its two regions, in this order.
SyncPlan plan() {
  return {.endpoint = find_endpoint("aws", "keys"),
          .containers = {"production"},
          .keys = {"123456789012/eu-west-1", "123456789012/us-east-1"}};
}

Schedule every_minute() {
  return {.name = kSchedule, .run_at = "* * * * *", .plans = {plan()}};
}

// CM with the KMS, and an exporter that discovers its runs. `prepare` gives CM its runs.
struct RunScene {
  RunScene(const Clock& clock, const std::function<void(Appliance&)>& prepare)
      : simulator({.clock = clock}) {
    simulator.change([&](Appliance& cm) {
      cm.containers.at("aws/kms").containers = {{"kms-1", "production"}};
      prepare(cm);
    });
    configuration.add(simulator, {.name = "cm", .discover = "[{cloud: aws}]"});
    exporter.emplace(configuration);
    exporter->scrape();  // finds the runs, so that Prometheus stores no state before that
  }

  PrometheusChoice prometheus_choice(const std::string& alertmanager = "") const {
    const ScrapeJob job{.targets = {{exporter->address()}}, .honor_labels = true};
    return {.jobs = {{"cckm", job}}, .rule_files = rules.files(), .alertmanager = alertmanager};
  }

  Simulator simulator;
  Configuration configuration;
  std::optional<RunningExporter> exporter;
  HastyRules rules;
};

double unix_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

using Courses = std::map<std::string, std::string>;  // by series

// A CM whose time stands still until the test moves it, and a Prometheus.
class Story {
 public:
  // The schedule has started five runs. The newest one began at begin_.
  Story()
      : scene_(clock_.clock(),
               [this](Appliance& cm) { cm.scheduler.add(every_minute(), begin_ - 5min); }),
        prometheus_(scene_.prometheus_choice()) {
    prometheus_.value(evaluated());
    stored_since_ = unix_now();
  }

  // Two rules of one group. A result of the second one proves that the first one has been
  // evaluated.
  static constexpr const char* kKept = R"(region:cckm_sync_region_success:max{region="us-east-1"})";
  static constexpr const char* kLater = "sync_job:cckm_sync_job_duration_seconds:max";
  // Returns an expression that has a series once both have been evaluated.
  static std::string evaluated() {
    return std::string("timestamp(") + kKept + ") == on () group_left () timestamp(" + kLater + ")";
  }

  // Lets the next run fail in a region.
  void fail_next(const std::string& region, const std::string& text) {
    scene_.simulator.change(
        [&](Appliance& cm) { REQUIRE(cm.scheduler.fail_next(kSchedule, region, text)); });
  }

  // Moves CM's time. Blocks until Prometheus has stored a scrape that began later, and `expression`
  // has one series.
  void advance(std::chrono::seconds step, const std::string& expression) {
    clock_.advance(step);
    // Prometheus moves the time of a scrape by some milliseconds.
    const double later = unix_now() + 0.1;
    prometheus_.value(expression + " and on () timestamp(up) > " + std::to_string(later));
  }

  // Returns the course of each series: its values in the order of time without repetitions, and `-`
  // while it is absent. Only the times count at which the series `evidence` is not 0. They begin
  // with the construction. The time of a run is in seconds since begin_. The due times are `due`,
  // because they follow the true time.
  Courses courses(const std::string& selector, const std::string& evidence) const;

 private:
  using Samples = std::map<double, std::string>;  // by time

  std::map<std::string, Samples> stored(const std::string& selector) const;
  std::string text_of(const std::string& series, const std::string& value) const;

  // The exporter counts `lookback` from the true time. The story ends before now.
  const Time begin_ =
      std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now()) - 5min;
  ManualClock clock_{begin_ + 30s};
  RunScene scene_;
  RunningPrometheus prometheus_;
  double stored_since_ = 0;
};

// Returns the metric of a series and the labels that tell it from others. `job_id` is left out
// where METRICS.md has it: it is the only label that changes from run to run.
std::string name_of(const json::object& labels) {
  static const json::object common = {{"job", "cckm"},
                                      {"manager", "cm"},
                                      {"sync_job", "aws:production"},
                                      {"schedule", kSchedule},
                                      {"account", "123456789012"}};
  std::string name(labels.at("__name__").as_string());
  const bool has_id = name == "cckm_sync_job_info";
  for (const auto& [label, value] : labels) {
    const bool is_common = common.contains(label) && common.at(label) == value;
    if (is_common || label == "__name__" || label == "instance") continue;
    if (has_id && label == "job_id") continue;
    name.append(" ").append(label).append("=").append(value.as_string());
  }
  return name;
}

std::string Story::text_of(const std::string& series, const std::string& value) const {
  if (series.find("_due_timestamp_seconds") != std::string::npos) return "due";
  if (series.find("_timestamp_seconds") == std::string::npos) return value;
  const std::chrono::duration<double> begin = begin_.time_since_epoch();
  return std::to_string(std::lround(std::stod(value) - begin.count()));
}

std::map<std::string, Story::Samples> Story::stored(const std::string& selector) const {
  std::map<std::string, Samples> stored;
  for (const auto& series : prometheus_.query(selector + "[10m]")) {
    const std::string name = name_of(series.at("metric").as_object());
    for (const auto& sample : series.at("values").as_array()) {
      const auto time = sample.at(0).to_number<double>();
      const std::string text = text_of(name, std::string(sample.at(1).as_string()));
      const auto [other, is_only] = stored[name].emplace(time, text);
      if (!is_only) other->second = "two series at once";
    }
  }
  return stored;
}

Courses Story::courses(const std::string& selector, const std::string& evidence) const {
  const auto times = stored(evidence);
  REQUIRE(times.size() == 1);
  Courses courses;
  for (const auto& [name, samples] : stored(selector)) {
    std::string last;
    for (const auto& [time, proof] : times.begin()->second) {
      const auto sample = samples.find(time);
      const std::string value = sample == samples.end() ? "-" : sample->second;
      if (time < stored_since_ || proof == "0" || value == last) continue;
      courses[name].append(last.empty() ? "" : " ").append(value);
      last = value;
    }
  }
  return courses;
}

// Returns the series of which the stored course is not the expected one, a line each.
std::string unexpected(const Courses& stored, const Courses& expected) {
  std::string lines;
  for (const auto& [name, course] : stored) {
    const auto found = expected.find(name);
    if (found == expected.end() || found->second != course)
      lines.append(name).append(": ").append(course).append("\n");
  }
  for (const auto& [name, course] : expected) {
    if (!stored.contains(name)) lines.append(name).append(" is missing\n");
  }
  return lines;
}

void check_courses(const Courses& stored, const Courses& expected) {
  INFO(unexpected(stored, expected));
  CHECK(stored == expected);
}

// Returns the alerts for a schedule whose run did not come.
json::array missed(const RunningAlertmanager& alertmanager) {
  return alertmanager.alerts("CckmScheduleMissed");
}

}  // namespace

TEST_CASE("a run that starts, progresses and fails, and a good one after it, are the same series") {
  Story story;
  story.advance(0s, "cckm_sync_job_success == 1");
  story.fail_next("us-east-1", "ThrottlingException: Rate exceeded");
  story.advance(30s, R"(cckm_sync_job_regions{status="in_progress"} == 2)");
  story.advance(4s, R"(cckm_sync_job_regions{status="in_progress"} == 1)");
  story.advance(4s, std::string(Story::kKept) + " == 0");
  story.advance(52s, R"(cckm_sync_job_regions{status="in_progress"} == 2)");
  story.advance(4s, R"(cckm_sync_job_regions{status="in_progress"} == 1)");
  story.advance(4s, std::string(Story::kKept) + " == 1 and " + Story::evaluated());

  // On a busy machine the exporter can meet its deadline in a collection. It does not count.
  const Courses scraped = story.courses(
      R"({__name__=~"cckm_(sync|schedules?|scrape_job_error|watched).*",reason!="timeout"})",
      "cckm_scrape_job_success");
  const Courses expected = {
      {"cckm_schedule_enabled", "1"},
      {"cckm_schedule_info cloud=aws cron=* * * * * resource=keys", "1"},
      {"cckm_schedule_interval_seconds", "60"},
      {"cckm_schedule_invalid", "0"},
      {"cckm_schedule_last_due_timestamp_seconds", "due"},
      {"cckm_schedule_next_due_timestamp_seconds", "due"},
      {"cckm_schedule_target_info", "1"},
      {"cckm_schedules_offered", "1"},
      {"cckm_schedules_success", "1"},
      {"cckm_sync_job_completed_timestamp_seconds", "8 - 68 - 128"},
      {"cckm_sync_job_created_timestamp_seconds", "0 60 120"},
      {"cckm_sync_job_duration_seconds", "8 - 8 - 8"},
      {"cckm_sync_job_expected_interval_seconds", "60"},
      {"cckm_sync_job_info cloud=aws key_container=production resource=keys", "1"},
      {"cckm_sync_job_last_due_timestamp_seconds", "due"},
      {"cckm_sync_job_last_start_timestamp_seconds", "0 60 120"},
      {"cckm_sync_job_last_success_timestamp_seconds", "8 128"},
      {"cckm_sync_job_observed_interval_seconds", "60"},
      {"cckm_sync_job_oldest_running_timestamp_seconds", "- 60 - 120 -"},
      {"cckm_sync_job_regions status=failed", "0 1 0"},
      {"cckm_sync_job_regions status=in_progress", "0 2 1 0 2 1 0"},
      {"cckm_sync_job_regions status=succeeded", "2 0 1 0 1 2"},
      {"cckm_sync_job_regions status=unmentioned", "0"},
      {"cckm_sync_job_regions_dropped", "0"},
      {"cckm_sync_job_running", "0 1 0 1 0"},
      {"cckm_sync_job_runs_total status=canceled", "0"},
      {"cckm_sync_job_runs_total status=completed", "0 1"},
      {"cckm_sync_job_runs_total status=failed", "0 1"},
      {"cckm_sync_job_runs_total status=unknown", "0"},
      {"cckm_sync_job_status status=canceled", "0"},
      {"cckm_sync_job_status status=completed", "1 0 1"},
      {"cckm_sync_job_status status=failed", "0 1 0"},
      {"cckm_sync_job_status status=in_progress", "0 1 0 1 0"},
      {"cckm_sync_job_status status=unknown", "0"},
      {"cckm_sync_job_success", "1 - 0 - 1"},
      {"cckm_sync_job_updated_timestamp_seconds", "8 60 64 68 120 124 128"},
      {"cckm_sync_region_error reason=throttled region=us-east-1", "- 1 -"},
      {"cckm_sync_region_last_success_timestamp_seconds region=eu-west-1", "8 68 128"},
      {"cckm_sync_region_last_success_timestamp_seconds region=us-east-1", "8 128"},
      {"cckm_sync_region_success region=eu-west-1", "1 - 1 - 1"},
      {"cckm_sync_region_success region=us-east-1", "1 - 0 - 1"},
      {"cckm_watched_job_info", "1"},
  };
  check_courses(scraped, expected);

  // The rules keep the result of a region while its next run is in progress.
  const Courses recorded = story.courses("region:cckm_sync_region_success:max", Story::kLater);
  const Courses kept = {{"region:cckm_sync_region_success:max region=eu-west-1", "1"},
                        {"region:cckm_sync_region_success:max region=us-east-1", "1 0 1"}};
  check_courses(recorded, kept);
}

TEST_CASE("a run that is held back makes an alert in Alertmanager until the next run comes") {
  const auto first_due = std::chrono::ceil<std::chrono::minutes>(std::chrono::system_clock::now());
  RunScene scene(std::chrono::system_clock::now, [](Appliance& cm) {
    cm.families.of("aws").history =
        RunHistory(regular_runs({.count = 1, .newest = cm.now() - 1h, .plans = {plan()}}));
    cm.scheduler.add(every_minute(), cm.now());
    cm.scheduler.hold(kSchedule);
  });
  const RunningAlertmanager alertmanager;
  const RunningPrometheus prometheus(scene.prometheus_choice(alertmanager.address()));

  // Cron counts in minutes. The rules need a due time that was announced some seconds before.
  REQUIRE(eventually([&] { return missed(alertmanager).size() == 1; }, 90s));
  const json::value alert = missed(alertmanager).at(0);
  CHECK(alert.at("labels") == json::value{{"alertname", "CckmScheduleMissed"},
                                          {"severity", "warning"},
                                          {"job", "cckm"},
                                          {"manager", "cm"},
                                          {"schedule", kSchedule}});
  // Not before the run was due.
  CHECK(std::string(alert.at("startsAt").as_string()) > rfc3339(first_due).substr(0, 19));
  CHECK(prometheus.value("cckm_schedule_enabled") == 1.0);

  scene.simulator.change([](Appliance& cm) { REQUIRE(cm.scheduler.release(kSchedule, cm.now())); });
  CHECK(eventually([&] { return missed(alertmanager).empty(); }));
}
