// SPDX-License-Identifier: Apache-2.0
// Lets a real Prometheus scrape the exporter, and checks the samples that it stored.
#include <boost/json.hpp>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/e2e/prometheus.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"

using namespace cckm;
using namespace cckm::test;

namespace {

using Samples = std::map<std::string, double>;

// Returns the number of families that Prometheus knows under this name.
std::size_t families(const RunningPrometheus& prometheus, const std::string& name) {
  return prometheus.get("/api/v1/targets/metadata?metric=" + name).as_array().size();
}

// Returns a stored series without the labels of the target, as parse_exposition() names it.
// Precondition: no label value needs an escape.
std::string series_name(const boost::json::object& metric) {
  const std::set<std::string> added = {"__name__", "instance", "job"};
  std::map<std::string, std::string> labels;
  for (const auto& [name, value] : metric) labels.emplace(name, value.as_string());
  std::string text;
  for (const auto& [name, value] : labels) {
    if (added.contains(name)) continue;
    text.append(text.empty() ? "{" : ",").append(name).append("=\"").append(value).append("\"");
  }
  return labels.at("__name__") + (text.empty() ? "" : text + "}");
}

Samples stored_samples(const RunningPrometheus& prometheus, const std::string& names) {
  Samples samples;
  for (const auto& series : prometheus.query("{__name__=~\"" + names + "\"}")) {
    const auto& value = series.at("value").at(1).as_string();
    samples[series_name(series.at("metric").as_object())] = std::stod(std::string(value));
  }
  return samples;
}

// Returns the samples of a page, without empty labels: Prometheus does not store them.
Samples page_samples(const std::string& page, const std::string& names) {
  Samples samples;
  for (const auto& [series, value] : parse_exposition(page).samples) {
    if (!std::regex_match(series.substr(0, series.find('{')), std::regex(names))) continue;
    const auto filled = std::regex_replace(series, std::regex(R"([a-z_]+="",?)"), "");
    samples[std::regex_replace(filled, std::regex(",\\}"), "}")] = value;
  }
  return samples;
}

}  // namespace

TEST_CASE("Prometheus stores the duration and the failed region") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const RunningPrometheus prometheus({.jobs = {{"cckm", {.targets = {{exporter.address()}}}}}});
  CHECK(prometheus.value(R"(up{job="cckm"})") == 1.0);
  CHECK(prometheus.value("cckm_up") == 1.0);
  CHECK(prometheus.value(R"(cckm_sync_job_duration_seconds{sync_job="documented-sample"})") ==
        3.939339);
  CHECK(prometheus.value("cckm_sync_region_success == 0 and on (sync_job) "
                         R"(cckm_sync_job_info{sync_job="nightly-worldwide"})") == 0.0);
  CHECK(prometheus.value(R"(cckm_sync_region_success{sync_job="nightly-worldwide",)"
                         R"(region="eu-west-1"})") == 0.0);
  // The exporter has received Prometheus' timeout header.
  CHECK(prometheus.value("cckm_scrape_timeout_seconds") == Approx(0.5));
}

TEST_CASE("Prometheus reads OpenMetrics, and stores the samples of the text page") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const RunningPrometheus prometheus(
      {.jobs = {{"cckm", {.targets = {{exporter.address()}}, .honor_labels = true}}}});
  CHECK(prometheus.value("cckm_up") == 1.0);
  // The family of a counter has its name without `_total` only in OpenMetrics.
  CHECK(families(prometheus, "cckm_token_requests") == 1);
  CHECK(families(prometheus, "cckm_token_requests_total") == 0);
  // Values that do not change from scrape to scrape.
  const std::string names = "cckm_sync_.+|cckm_watched_job_info|cckm_exporter_build_info";
  const Samples samples = page_samples(exporter.scrape(), names);
  CHECK(samples.size() > 20);
  CHECK(stored_samples(prometheus, names) == samples);
  CHECK(prometheus.value(R"(cckm_token_requests_total{grant="password"})") == 1.0);
  CHECK(prometheus.value("process_cpu_seconds_total") >= 0.0);
  // Prometheus 3 changes 1 to 1.0, in both formats.
  CHECK(prometheus.value(R"(sum(cckm_api_request_duration_seconds_bucket{le=~"1|1.0"}))") > 0.0);
}
