// SPDX-License-Identifier: Apache-2.0
// Evaluates every expression of rules and dashboards in a real Prometheus. All failures happen at
// once, so that each expression has data.
#include <boost/json.hpp>
#include <list>

#include "tests/dashboards/bad_day.h"
#include "tests/dashboards/expression.h"
#include "tests/dashboards/hasty_rules.h"
#include "tests/dashboards/promql.h"
#include "tests/dashboards/proved.h"
#include "tests/dashboards/rules.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/prometheus.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace json = boost::json;

// The run that is held back comes due within a minute; then the rules take a few seconds. Twenty
// scrapes take 40 s.
constexpr std::chrono::seconds kDueSoon{65};

// An expression that must have data.
struct Claim {
  Expression expression;
  std::string lacks;  // its part without data at the last try
};

// A NaN is a gap in Grafana.
bool is_number(const json::value& point) {
  return point.at(1).as_string() != "NaN";
}

bool has_data(const json::array& result) {
  for (const auto& series : result) {
    // A native histogram.
    if (find(series, "/histogram") != nullptr) return true;
    if (const auto* value = find(series, "/value"); value != nullptr && is_number(*value))
      return true;
    for (const auto& value : list_at(series, "/values")) {
      if (is_number(value)) return true;
    }
  }
  return false;
}

// Returns what Grafana gets: series, or values of a label.
json::array result_of(const RunningPrometheus& prometheus, const Expression& expression) {
  const std::string text = with_all_chosen(expression.text);
  switch (expression.kind) {
    case QueryKind::kInstant:
      return prometheus.query(text);
    case QueryKind::kRange:
      return prometheus.query_range(text);
    case QueryKind::kLabelValues:
      break;
  }
  const auto [label, selector] = parse_label_values(text);
  return prometheus.label_values(label, selector);
}

bool has_data(const RunningPrometheus& prometheus, const Expression& expression) {
  const auto result = result_of(prometheus, expression);
  return expression.kind == QueryKind::kLabelValues ? !result.empty() : has_data(result);
}

// One of two exemptions. Prometheus 2 cannot store a native histogram of a page in text format, so
// the alternative of a panel that reads one has no data there. Its other alternative, the buckets
// of the classic histogram, must have data.
bool needs_native_histogram(const std::string& part) {
  return part.find("cckm_api_request_duration_seconds{") != std::string::npos;
}

// The other exemption. This part keeps the second missed due time. It differs from the first one
// only after a further minute, because cron counts in minutes.
// dashboards/rules/tests/schedules.yml has the case: CckmSyncJobNoSuccess.
bool needs_second_minute(const std::string& part) {
  return part.find("cckm_sync_job_unmet_due_timestamp_seconds:second[1d]") != std::string::npos;
}

// Returns parts of an expression that must have data, too: the whole can have data without them.
std::vector<std::string> parts_of(const Expression& expression) {
  if (expression.kind == QueryKind::kLabelValues) return {};
  const std::string text = with_all_chosen(expression.text);
  std::vector<std::string> parts;
  for (const auto& selector : selectors_of(text)) {
    parts.push_back("last_over_time(" + selector + "[1h])");
  }
  for (const auto& alternative : alternatives_of(text)) {
    // No series is absent in this test.
    if (alternative.find("absent(") == std::string::npos) parts.push_back(alternative);
  }
  std::erase_if(parts, needs_second_minute);
  if (!RunningPrometheus::converts_histograms()) std::erase_if(parts, needs_native_histogram);
  return parts;
}

// Returns the expression or the part of it that has no data, or an empty text.
std::string lacking(const RunningPrometheus& prometheus, const Expression& expression) {
  if (!has_data(prometheus, expression)) return expression.text;
  for (const auto& part : parts_of(expression)) {
    if (!has_data(prometheus.query(part))) return part;
  }
  return "";
}

// Returns true if the claim holds. Throws std::runtime_error if Prometheus rejects the expression.
bool prove(const RunningPrometheus& prometheus, Claim& claim) {
  try {
    claim.lacks = lacking(prometheus, claim.expression);
  } catch (const std::runtime_error& refused) {
    throw std::runtime_error(claim.expression.place + ": " + claim.expression.text + "\n" +
                             refused.what());
  }
  return claim.lacks.empty();
}

// Fires only without recording.yml, so it has a test of its own.
constexpr const char* kRulesMissing = "CckmRulesMissing";

// Returns a text with the time of the last evaluation of recording.yml.
std::string last_evaluation(const RunningPrometheus& prometheus) {
  return json::serialize(prometheus.query("timestamp(instance:cckm_exporter_scraped:group)"));
}

std::list<Claim> all_claims() {
  std::list<Claim> claims;
  for (const auto& rule : all_rules()) {
    if (rule.alert == kRulesMissing) continue;
    claims.push_back({{rule.place, hastened_expression(rule.expression)}, ""});
    const std::string made =
        rule.alert.empty() ? rule.record
                           : "ALERTS{alertstate=\"firing\", alertname=\"" + rule.alert + "\"}";
    claims.push_back({{rule.place + (rule.alert.empty() ? " is recorded" : " fires"), made}, ""});
  }
  for (const auto& dashboard : read_dashboards()) {
    for (const auto& expression : expressions_of(dashboard)) claims.push_back({expression, ""});
  }
  return claims;
}

// Writes a rule that gives a job with an old success a period, and returns the file.
std::string write_period(const TemporaryFolder& folder) {
  return folder.write("periods.yml", R"(groups:
  - name: periods
    rules:
      - record: cckm:sync_job_period_seconds:override
        expr: vector(3600)
        labels: {manager: production, sync_job: documented-sample}
)");
}

// Blocks until every exporter has been scraped twice, so that later increases of counters are
// seen, and until a duration has been recorded so often that it stays the median for a while.
void await_first_scrapes(const RunningPrometheus& prometheus) {
  const std::string refusals =
      R"(cckm_token_request_failures_total{manager="refusing", reason="auth"})";
  const std::string duration =
      R"(sync_job:cckm_sync_job_duration_seconds:max{manager="slow", job="cckm"})";
  const auto is_there = [&] {
    return prometheus.query("sum_over_time(up[1m]) >= 2").size() == 7 &&
           prometheus.query("count_over_time(" + refusals + "[1m]) >= 2").size() == 2 &&
           prometheus.query("count_over_time(" + duration + "[2m]) >= 20").size() == 1;
  };
  if (eventually(is_there, kDueSoon)) return;
  FAIL("not every exporter is scraped: " << json::serialize(prometheus.query("up or " + refusals)));
}

// Checks that Prometheus could fill in all templates of annotations, and that summaries fit the
// lock screen of a phone.
void check_annotations(const RunningPrometheus& prometheus) {
  const auto data = prometheus.get("/api/v1/alerts");
  for (const auto& alert : data.at("alerts").as_array()) {
    const std::string name = text_at(alert, "/labels/alertname");
    CAPTURE(text_at(alert, "/annotations/summary"));
    CHECK(text_at(alert, "/annotations/summary").size() <= 80);
    for (const auto& text : texts_in(alert.at("annotations"))) {
      CAPTURE(name, text);
      for (const char* bad : {"<error", "<no value>", "%!", "{{", "  "}) {
        CHECK(text.find(bad) == std::string::npos);
      }
    }
  }
}

// Checks that no label of a target has replaced one of the exporter, or made a further series.
void check_not_hostile(const std::string& place, const json::value& result) {
  CAPTURE(place, json::serialize(result));
  CHECK(json::serialize(result).find(BadDay::kHostile) == std::string::npos);
}

void check_labels(const RunningPrometheus& prometheus) {
  check_not_hostile("alerts", prometheus.get("/api/v1/alerts"));
  for (const char* series : {R"({__name__=~".+:.+"})", "ALERTS", "ALERTS_FOR_STATE"}) {
    check_not_hostile(series, prometheus.query(series));
  }
  for (const auto& dashboard : read_dashboards()) {
    for (const auto& expression : expressions_of(dashboard)) {
      check_not_hostile(expression.place, result_of(prometheus, expression));
    }
  }
}

// Checks that regions have their own labels, also empty ones, although Prometheus has renamed them.
void check_renamed(const RunningPrometheus& prometheus) {
  const std::string failed = R"(region:cckm_sync_region_success:max{job="renamed", )";
  for (const char* labels : {R"(region="eu-west-1", account="123456789012", key_container=""})",
                             R"(region="", account="", key_container="hr-vault"})"}) {
    CAPTURE(labels);
    CHECK(prometheus.query(failed + labels + " == 0").size() == 1);
  }
  CHECK(prometheus.query(failed + "} == 0").size() == 2);
  CHECK(prometheus.query(R"(sync_job:cckm_sync_job_info:max{job="renamed", cloud=~"aws|azure"})")
            .size() == 3);
}

}  // namespace

TEST_CASE("during all failures every expression has data and every alert fires", "[expressions]") {
  Proved proved("live_expressions");
  BadDay day;
  const HastyRules rules;
  const TemporaryFolder folder;
  std::vector<std::string> files = rules.files();
  files.push_back(write_period(folder));
  const RunningPrometheus prometheus(
      {.jobs = day.scrape_jobs(), .interval = "2s", .rule_files = files});
  await_first_scrapes(prometheus);
  day.break_more();

  std::list<Claim> open = all_claims();
  std::string tried_at;
  const auto all_hold = [&] {
    // Nothing changes between two evaluations, and each try costs hundreds of queries.
    const std::string now = last_evaluation(prometheus);
    if (now == tried_at) return false;
    tried_at = now;
    open.remove_if([&](Claim& claim) {
      const bool is_proven = prove(prometheus, claim);
      if (is_proven) proved.add(claim.expression.place);
      return is_proven;
    });
    return open.empty();
  };
  eventually(all_hold, kDueSoon);
  check_annotations(prometheus);
  check_labels(prometheus);
  check_renamed(prometheus);
  for (const auto& claim : open) {
    FAIL_CHECK(claim.expression.place << "\n  " << claim.expression.text << "\nhas no data in\n  "
                                      << claim.lacks);
  }
}

TEST_CASE("without recording.yml an alert reminds of it", "[expressions]") {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const RunningExporter exporter(configuration);
  const HastyRules rules;
  std::vector<std::string> files = rules.files();
  std::erase_if(files, [](const std::string& file) { return file.ends_with("/recording.yml"); });
  REQUIRE(files.size() + 1 == rules.files().size());
  const RunningPrometheus prometheus(
      {.jobs = {{"cckm", {.targets = {{exporter.address()}}}}}, .rule_files = files});
  const std::string fires = R"(ALERTS{alertstate="firing", alertname=")";
  CHECK(prometheus.value(fires + kRulesMissing + "\"}") == 1);
}
