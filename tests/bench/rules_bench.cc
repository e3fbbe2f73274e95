// SPDX-License-Identifier: Apache-2.0
// Measures the rules and dashboards on a real Prometheus that scrapes 100,000 regions: the time of
// each rule group, the recorded series, the memory, and the time of each query over 24 hours. Exits
// with 1 if a limit is exceeded. It takes up to five minutes.
//
// The past is made of the present: promtool writes each series that a dashboard reads, every
// half hour. So Prometheus looks back a little longer than that, in place of its five
// minutes.
#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/backfill.h"
#include "tests/bench/many_regions.h"
#include "tests/bench/measure.h"
#include "tests/dashboards/expression.h"
#include "tests/dashboards/promql.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/prometheus.h"
#include "tests/support/process_status.h"
#include "tests/support/raw_peer.h"

namespace {

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kPages = 5;
constexpr double kRegions = kPages * kRegionsOfPage;
constexpr int kEvaluations = 5;
constexpr int kRepetitions = 3;
constexpr std::chrono::seconds kAllEvaluations{240};
constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kWidth = 1440;  // points of a panel without a limit, one a minute

constexpr double kSlowRuleSeconds = 0.1;

constexpr double kMostGroupSeconds = 2;
constexpr double kMostSeriesOfRegion = 1.5;
constexpr double kMostQuerySeconds = 2;

// Serves one page to all requests.
class PageServer {
 public:
  explicit PageServer(const std::string& page)
      : response_("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: " +
                  std::to_string(page.size()) + "\r\n\r\n" + page),
        peer_([this](RawConnection& connection, int) {
          while (!connection.read_request().empty() && connection.write(response_)) continue;
        }) {}

  std::string address() const { return "127.0.0.1:" + std::to_string(peer_.port()); }

 private:
  const std::string response_;
  RawPeer peer_;
};

class PageServers {
 public:
  explicit PageServers(std::chrono::system_clock::time_point now) {
    for (std::size_t i = 0; i < kPages; ++i) {
      servers_.emplace_back(page_of_many_regions("cm-" + std::to_string(i), timestamp_of(now)));
    }
  }

  ScrapeJob scrape_job() const {
    ScrapeJob job{.honor_labels = true};
    for (const auto& server : servers_) job.targets.push_back({server.address()});
    return job;
  }

 private:
  std::list<PageServer> servers_;
};

// One sample of Prometheus' own metrics for each rule group.
std::map<std::string, double> of_groups(const std::string& page, const std::string& metric) {
  std::map<std::string, double> values;
  const std::string begin = "\n" + metric + "{rule_group=\"";
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at + 1)) {
    const auto end = page.find("\"}", at);
    const auto name = page.rfind(';', end) + 1;
    values[page.substr(name, end - name)] = std::stod(page.substr(end + 2));
  }
  return values;
}

// Returns the seconds of the next evaluations of each group, `count` of each.
std::map<std::string, std::vector<double>> await_evaluations(const RunningPrometheus& prometheus,
                                                             std::size_t count) {
  std::map<std::string, std::vector<double>> seconds;
  std::map<std::string, double> seen;
  const auto all = [&] {
    const std::string page = prometheus.text("/metrics");
    const auto ended = of_groups(page, "prometheus_rule_group_last_evaluation_timestamp_seconds");
    for (const auto& [group, took] :
         of_groups(page, "prometheus_rule_group_last_duration_seconds")) {
      const double at = ended.at(group);
      auto& list = seconds[group];
      if (const auto [before, is_first] = seen.try_emplace(group, at);
          !is_first && before->second != at) {
        before->second = at;
        list.push_back(took);
      }
    }
    return !seconds.empty() && std::all_of(seconds.begin(), seconds.end(), [&](const auto& group) {
      return group.second.size() >= count;
    });
  };
  if (!eventually(all, kAllEvaluations)) throw std::runtime_error("the rules are not evaluated");
  return seconds;
}

std::vector<Expression> all_expressions() {
  std::vector<Expression> all;
  for (const auto& dashboard : read_dashboards()) {
    for (const auto& expression : expressions_of(dashboard)) all.push_back(expression);
  }
  return all;
}

std::set<std::string> all_selectors(const std::vector<Expression>& expressions) {
  std::set<std::string> all;
  for (const auto& expression : expressions) {
    if (expression.kind == QueryKind::kLabelValues) continue;
    for (const auto& selector : selectors_of(with_all_chosen(expression.text)))
      all.insert(selector);
  }
  return all;
}

// Returns Grafana's request for an expression over the last day.
std::string request_of(const Expression& expression) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  const std::int64_t step = kDay / (expression.points > 0 ? expression.points : kWidth);
  const std::string text = with_all_chosen(expression.text, {.range = kDay, .step = step});
  const auto times = "&start=" + std::to_string(now - kDay) + "&end=" + std::to_string(now);
  switch (expression.kind) {
    case QueryKind::kInstant:
      return "/api/v1/query?query=" + percent_encoded(text);
    case QueryKind::kRange:
      return "/api/v1/query_range?query=" + percent_encoded(text) + times +
             "&step=" + std::to_string(step);
    case QueryKind::kLabelValues:
      break;
  }
  const auto [label, selector] = parse_label_values(text);
  return "/api/v1/label/" + label + "/values?match[]=" + percent_encoded(selector) + times;
}

// Returns the shortest time of several requests, because the rules are evaluated meanwhile. Returns
// infinity if Prometheus rejects the query, for example because it reads too many samples.
double query_seconds(const RunningPrometheus& prometheus, const Expression& expression) {
  double best = INFINITY;
  for (int i = 0; i < kRepetitions; ++i) {
    const auto begin = Clock::now();
    try {
      prometheus.text(request_of(expression));
    } catch (const std::runtime_error& rejected) {
      std::printf("%s: %.300s\n", expression.place.c_str(), rejected.what());
      return INFINITY;
    }
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return best;
}

std::string version_of(const RunningPrometheus& prometheus) {
  return text_at(prometheus.get("/api/v1/status/buildinfo"), "/version");
}

// Prints the last time of each slow rule.
void print_slow_rules(const Table& table, const RunningPrometheus& prometheus) {
  std::printf("\nrules of more than %g s\n", kSlowRuleSeconds);
  const auto data = prometheus.get("/api/v1/rules");
  for (const auto& group : list_at(data, "/groups")) {
    for (const auto& rule : list_at(group, "/rules")) {
      const double seconds = rule.at("evaluationTime").to_number<double>();
      if (seconds > kSlowRuleSeconds) table.row(text_at(rule, "/name"), seconds, "s");
    }
  }
}

void measure_rules(Table& table, const RunningPrometheus& prometheus) {
  std::printf("\nrule groups: median of %d evaluations\n", kEvaluations);
  for (const auto& [group, seconds] : await_evaluations(prometheus, kEvaluations)) {
    table.row(group, median(seconds), "s", kMostGroupSeconds);
  }
  print_slow_rules(table, prometheus);
  const std::string recorded = R"({__name__=~".+:.+|ALERTS|ALERTS_FOR_STATE"})";
  std::printf("\nseries\n");
  table.row("scraped, a region", prometheus.value("sum(scrape_samples_scraped)") / kRegions, "");
  table.row("recorded by region, a region",
            prometheus.value(R"(count({__name__=~"region:.+"}))") / kRegions, "");
  table.row("recorded, jobs and alerts included, a region",
            prometheus.value("count(" + recorded + ")") / kRegions, "", kMostSeriesOfRegion);
  table.row("Prometheus: resident memory", mebibytes(prometheus.process(), "VmRSS"), "MiB");
}

void measure_queries(Table& table, const RunningPrometheus& prometheus,
                     const std::vector<Expression>& expressions) {
  std::printf("\nqueries of the dashboards over 24 h: shortest of %d times\n", kRepetitions);
  for (const auto& expression : expressions) {
    table.row(expression.place, query_seconds(prometheus, expression), "s", kMostQuerySeconds);
  }
}

}  // namespace

int main() {
  try {
    const auto begin = std::chrono::system_clock::now();
    const PageServers pages(begin);
    const RunningPrometheus prometheus(
        {.jobs = {{"cckm", pages.scrape_job()}},
         .interval = "15s",
         .rule_files = {CCKM_SOURCE "/dashboards/rules/recording.yml",
                        CCKM_SOURCE "/dashboards/rules/alerts.yml"},
         .flags = {"--query.lookback-delta=31m"}});
    std::printf("\nPrometheus %s\n", version_of(prometheus).c_str());
    Table table;
    await_evaluations(prometheus, 2);
    const auto expressions = all_expressions();
    backfill(prometheus, all_selectors(expressions), {begin, 24h, 30min});
    measure_rules(table, prometheus);
    measure_queries(table, prometheus, expressions);
    return table.missed() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rules_bench: %s\n", error.what());
    return 1;
  }
}
