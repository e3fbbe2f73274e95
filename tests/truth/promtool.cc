// SPDX-License-Identifier: Apache-2.0
// promtool only compares. So the test expects at each step that no alert begins or ends, and
// promtool lists all that do.
#include "tests/truth/promtool.h"

#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/e2e/process.h"
#include "tests/truth/page.h"

namespace cckm::truth {
namespace {

// Alerts about the exporters themselves. Other tests have them.
constexpr const char* kOfExporters = "CckmExporter.*|CckmReplicaBlind";

void write_test(const History& history, const std::string& file) {
  std::ofstream out(file);
  const Seconds step = history.step;
  const std::string every = std::to_string(step) + 's';
  const std::string firing =
      std::string("ALERTS{alertstate=\"firing\", alertname!~\"") + kOfExporters + "\"}";
  out << "rule_files: [" CCKM_SOURCE "/dashboards/rules/recording.yml, " CCKM_SOURCE
         "/dashboards/rules/alerts.yml]\n"
      << "evaluation_interval: " << every << "\n"
      << "group_eval_order:\n"
         "  [cckm-last-known, cckm-freshness, cckm-runs, cckm-schedules, cckm-families, "
         "cckm-requests, "
         "cckm-exporter,\n"
         "   cckm-managers, cckm-jobs, cckm-due-runs, cckm-discovery]\n"
      << "tests:\n  - interval: " << every << "\n    input_series:\n";
  write_series(history, out);
  out << "    promql_expr_test:\n";
  for (Seconds now = step; now < history.length; now += step) {
    out << "      - {eval_time: " << now << "s, expr: '" << firing << " unless " << firing
        << " offset " << every << " or 0 * (" << firing << " offset " << every << " unless "
        << firing << ")'}\n";
  }
}

std::string label(const std::string& labels, const std::string& name) {
  std::smatch match;
  const std::regex form("\\b" + name + "=\"([^\"]*)\"");
  return std::regex_search(labels, match, form) ? match[1].str() : "";
}

AlertName name_of(const std::string& labels) {
  std::string object = label(labels, "schedule") + label(labels, "sync_job");
  if (const std::string region = label(labels, "region"); !region.empty()) object += ' ' + region;
  return {label(labels, "alertname"), object};
}

// Parses a duration such as "1d2h3m".
Seconds seconds_of(const std::string& duration) {
  static const std::map<char, Seconds> kUnits = {
      {'w', 7 * kDay}, {'d', kDay}, {'h', kHour}, {'m', kMinute}, {'s', 1}};
  Seconds sum = 0;
  std::istringstream in(duration);
  Seconds number = 0;
  char unit = 0;
  while (in >> number >> unit) sum += number * kUnits.at(unit);
  return sum;
}

}  // namespace

Firing firing_alerts(const History& history, const std::string& file) {
  write_test(history, file);
  const Seconds step = history.step;
  test::Process promtool({test::chosen_program("CCKM_PROMTOOL", PROMTOOL), "test", "rules", file});
  const int exit_code = promtool.wait();
  const std::string output = promtool.output();
  if (exit_code > 1 || output.find("err: ") != std::string::npos) {
    throw std::runtime_error("promtool exits with " + std::to_string(exit_code) + ": " +
                             output.substr(0, 2000));
  }
  Firing firing;
  std::map<AlertName, std::size_t> begun;
  const auto steps = static_cast<std::size_t>((history.length + step - 1) / step);
  const auto end = [&](const AlertName& name, std::size_t at) {
    auto& states = firing.try_emplace(name, steps).first->second;
    for (std::size_t i = begun.at(name); i < at; ++i) states[i] = true;
    begun.erase(name);
  };
  static const std::regex time_form(R"(time: ([0-9a-z]+),$)");
  static const std::regex sample_form(R"(\{([^{}]*)\} (\S+?)(?:,|$))");
  std::istringstream lines(output);
  std::size_t now = 0;
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, time_form)) {
      now = static_cast<std::size_t>(seconds_of(match[1]) / step);
    }
    if (line.find("got: ") == std::string::npos) continue;
    for (std::sregex_iterator at(line.begin(), line.end(), sample_form), last; at != last; ++at) {
      const AlertName name = name_of((*at)[1]);
      if (std::stod((*at)[2]) == 0) {
        end(name, now);
      } else {
        begun[name] = now;
      }
    }
  }
  while (!begun.empty()) end(begun.begin()->first, steps);
  return firing;
}

}  // namespace cckm::truth
