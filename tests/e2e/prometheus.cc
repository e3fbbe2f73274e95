// SPDX-License-Identifier: Apache-2.0
// Writes Prometheus' configuration, starts its process and queries its HTTP API.
#include "tests/e2e/prometheus.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/e2e/eventually.h"
#include "tests/e2e/http_get.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

std::string program() {
  return chosen_program("CCKM_PROMETHEUS", PROMETHEUS);
}

std::string configuration(const PrometheusChoice& choice) {
  std::ostringstream yaml;
  yaml << "global: {scrape_interval: " << choice.interval << ", scrape_timeout: " << choice.interval
       << ", evaluation_interval: " << choice.interval << "}\n"
       << "rule_files: " << json::serialize(json::value_from(choice.rule_files)) << "\n";
  if (!choice.alertmanager.empty()) {
    yaml << "alerting: {alertmanagers: [{static_configs: [{targets: [\"" << choice.alertmanager
         << "\"]}]}]}\n";
  }
  yaml << "scrape_configs:\n";
  for (const auto& [name, job] : choice.jobs) {
    yaml << "  - job_name: " << name << "\n    honor_labels: " << std::boolalpha << job.honor_labels
         << "\n";
    if (job.native_histograms) yaml << "    convert_classic_histograms_to_nhcb: true\n";
    yaml << job.extra << "    static_configs:\n";
    for (const auto& target : job.targets) {
      yaml << "      - {targets: [\"" << target.address
           << "\"], labels: " << json::serialize(json::value_from(target.labels)) << "}\n";
    }
  }
  return yaml.str();
}

std::vector<std::string> command(const PrometheusChoice& choice, const TemporaryFolder& folder) {
  std::vector<std::string> arguments = {
      program(), "--config.file=" + folder.write("prometheus.yml", configuration(choice)),
      "--storage.tsdb.path=" + (folder.path() / "data").string(),
      "--web.listen-address=127.0.0.1:0"};
  const bool native = std::any_of(choice.jobs.begin(), choice.jobs.end(),
                                  [](const auto& job) { return job.second.native_histograms; });
  if (native) arguments.emplace_back("--enable-feature=native-histograms");
  arguments.insert(arguments.end(), choice.flags.begin(), choice.flags.end());
  return arguments;
}

}  // namespace

std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char byte : text) {
    std::array<char, 4> escape{};
    std::snprintf(escape.data(), escape.size(), "%%%02X", static_cast<unsigned char>(byte));
    encoded += escape.data();
  }
  return encoded;
}

bool RunningPrometheus::converts_histograms() {
  static const bool converts = [] {
    Process prometheus({program(), "--version"});
    return prometheus.await_line("version ").find("version 3.") != std::string::npos;
  }();
  return converts;
}

RunningPrometheus::RunningPrometheus(const PrometheusChoice& choice)
    : process_(command(choice, folder_)) {
  const std::string line = process_.await_line("Listening on");
  const auto begin = line.find("address=") + 8;
  address_ = line.substr(begin, line.find(' ', begin) - begin);
  // Its parts start in any order, so the line about readiness can be before the one above.
  const auto ready = [&] { return http_get(address_, "/-/ready").result_int() == 200; };
  if (!eventually(ready))
    throw std::runtime_error("Prometheus is not ready:\n" + process_.output());
}

std::string RunningPrometheus::text(const std::string& target) const {
  const auto reply = http_get(address_, target);
  if (reply.result_int() != 200) throw std::runtime_error("Prometheus: " + reply.body());
  return reply.body();
}

json::value RunningPrometheus::get(const std::string& target) const {
  const auto reply = http_get(address_, target);
  boost::system::error_code not_json;
  const auto response = json::parse(reply.body(), not_json);
  if (not_json || response.at("status") != "success") {
    throw std::runtime_error("Prometheus: " + reply.body());
  }
  return response.at("data");
}

json::array RunningPrometheus::query(const std::string& expression) const {
  return get("/api/v1/query?query=" + percent_encoded(expression)).at("result").as_array();
}

json::array RunningPrometheus::query_range(const std::string& expression) const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto end = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  const auto times = "&step=1&start=" + std::to_string(end - 60) + "&end=" + std::to_string(end);
  const auto data = get("/api/v1/query_range?query=" + percent_encoded(expression) + times);
  return data.at("result").as_array();
}

json::array RunningPrometheus::label_values(const std::string& label,
                                            const std::string& selector) const {
  return get("/api/v1/label/" + label + "/values?match[]=" + percent_encoded(selector)).as_array();
}

double RunningPrometheus::value(const std::string& expression) const {
  json::array last;
  const auto only_one = [&] { return (last = query(expression)).size() == 1; };
  if (!eventually(only_one)) throw std::runtime_error(expression + " is " + json::serialize(last));
  return std::stod(std::string(last[0].at("value").at(1).as_string()));
}

}  // namespace cckm::test
