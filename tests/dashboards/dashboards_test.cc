// SPDX-License-Identifier: Apache-2.0
// Checks that the linter finds no problem in the project's dashboards, and every problem in
// damaged ones.
#include <boost/json.hpp>
#include <regex>
#include <set>

#include "tests/dashboards/expression.h"
#include "tests/dashboards/lint.h"
#include "tests/dashboards/project_file.h"
#include "tests/dashboards/rules.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace json = boost::json;

constexpr const char* kSound = R"json({
  "uid": "first", "title": "First", "description": "All of it", "tags": ["t"], "schemaVersion": 39,
  "time": {"from": "now-1h", "to": "now"},
  "annotations": {"list": [
    {"name": "Starts", "datasource": {"type": "prometheus", "uid": "${datasource}"}, "expr": "up"}]},
  "links": [{"type": "dashboards", "tags": ["t"]}],
  "templating": {"list": [
    {"name": "datasource", "type": "datasource", "query": "prometheus"},
    {"name": "manager", "type": "query", "refresh": 2, "allValue": ".*",
     "datasource": {"type": "prometheus", "uid": "${datasource}"},
     "query": {"query": "label_values(cckm_up, manager)"}},
    {"name": "sync_job", "type": "query", "refresh": 2, "allValue": ".*",
     "datasource": {"type": "prometheus", "uid": "${datasource}"},
     "query": {"query": "label_values(cckm_scrape_job_success{manager=~\"$manager\"}, sync_job)"}}]},
  "panels": [
    {"id": 1, "type": "row", "title": "Row", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}, "panels": []},
    {"id": 2, "type": "stat", "title": "Good", "description": "How many",
     "gridPos": {"x": 0, "y": 1, "w": 12, "h": 4},
     "datasource": {"type": "prometheus", "uid": "${datasource}"},
     "fieldConfig": {
       "defaults": {"unit": "short", "noValue": "none", "thresholds": {"mode": "absolute", "steps": [
         {"color": "red", "value": null}, {"color": "green", "value": 1}]}},
       "overrides": [{"matcher": {"id": "byName", "options": "a"},
                      "properties": [{"id": "unit", "value": "s"}]}]},
     "options": {}, "transformations": [{"id": "organize", "options": {}}],
     "targets": [{"refId": "A", "datasource": {"type": "prometheus", "uid": "${datasource}"},
                  "expr": "sum(cckm_sync_job_success{sync_job=~\"$sync_job\"})",
                  "instant": true, "range": false}]},
    {"id": 3, "type": "text", "title": "Words", "description": "They say",
     "gridPos": {"x": 12, "y": 1, "w": 12, "h": 4}, "options": {"content": "[First](/d/second)"}}]
})json";

// Returns two valid dashboards that link to each other.
std::vector<Dashboard> sound_dashboards() {
  std::vector<Dashboard> two{{"a.json", json::parse(kSound)}, {"b.json", json::parse(kSound)}};
  two[1].json.as_object()["uid"] = "second";
  return two;
}

struct Damage {
  const char* pointer;
  const char* value;  // JSON that replaces the value there
  std::string found;
};

const Damage kDamages[] = {
    // schema
    {"/uid", "null", "a.json: no uid"},
    {"/uid", R"("No Uid")", "a.json: no uid"},
    {"/uid", R"("second")", "b.json: duplicate uid"},
    {"/title", R"("")", "a.json: no title"},
    {"/description", "null", "a.json: no description"},
    {"/tags", "[]", "a.json: no tags"},
    {"/schemaVersion", "35", "a.json: schemaVersion is not of Grafana 10 to 12"},
    {"/schemaVersion", "42", "a.json: schemaVersion is not of Grafana 10 to 12"},
    {"/id", "7", "a.json: has an id, which Grafana assigns"},
    {"/__inputs", "[]", "a.json: __inputs cannot be provisioned"},
    {"/time/to", "null", "a.json: no time"},
    {"/annotations", "null", "a.json: no list /annotations/list"},
    {"/annotations/list/0/datasource/uid", R"("mine")",
     "a.json / annotation Starts: its datasource is not the variable"},
    {"/annotations/list/0/expr", R"("")", "a.json / annotation Starts: no expr"},
    {"/panels/1/id", "1", "a.json / Good: its id is not unique"},
    {"/panels/1/id", "0", "a.json / Good: its id is not unique"},
    {"/panels/1/type", R"("graph")", "a.json / Good: an unknown type of panel"},
    {"/panels/0/panels", "null", "a.json / Row: a row without panels"},
    {"/panels/2/options/content", R"("")", "a.json / Words: empty"},
    {"/panels/1/datasource/uid", R"("prometheus")",
     "a.json / Good: its datasource is not the variable"},
    {"/panels/1/fieldConfig/overrides", "null", "a.json / Good: no list of overrides"},
    {"/panels/1/fieldConfig/overrides/0/matcher/id", R"("byNames")",
     "a.json / Good: an override with an unknown matcher"},
    {"/panels/1/fieldConfig/overrides/0/properties/0/id", "1",
     "a.json / Good: an override's property without id or value"},
    {"/panels/1/options", "null", "a.json / Good: no options"},
    {"/panels/1/transformations/0/id", R"("organise")",
     "a.json / Good: an unknown transformation, or one without options"},
    {"/panels/1/targets", "[]", "a.json / Good: no targets"},
    {"/panels/1/targets/0/refId", "null", "a.json / Good: refIds are not unique"},
    {"/panels/1/targets/0/datasource", "null",
     "a.json / Good: a target's datasource is not the variable"},
    {"/panels/1/targets/0/range", "true", "a.json / Good: an instant target must say range: false"},
    // panels
    {"/panels/1/title", R"("")", "a.json / panel 2: no title"},
    {"/panels/1/description", "null", "a.json / Good: no description"},
    {"/panels/1/fieldConfig/defaults/unit", R"("seconds")", "a.json / Good: no unit"},
    {"/panels/1/fieldConfig/defaults/noValue", "null", "a.json / Good: no noValue"},
    {"/panels/1/fieldConfig/defaults/thresholds/steps", R"([{"color": "red", "value": null}])",
     "a.json / Good: neither thresholds nor mappings"},
    {"/panels/1/fieldConfig/defaults/thresholds/steps/0/value", "0",
     "a.json / Good: its thresholds do not rise from a step without value"},
    {"/panels/1/fieldConfig/defaults/thresholds/steps/1/value", "null",
     "a.json / Good: its thresholds do not rise from a step without value"},
    // grid
    {"/panels/2/gridPos/x", "11", "a.json / Words: overlaps \"Good\""},
    {"/panels/2/gridPos/y", "0", "a.json / Words: overlaps \"Row\""},
    {"/panels/2/gridPos/w", "13", "a.json / Words: sticks out of the grid"},
    {"/panels/2/gridPos", "null", "a.json / Words: sticks out of the grid"},
    {"/panels/1/gridPos/h", "0", "a.json / Good: sticks out of the grid"},
    // variables
    {"/templating/list/0/query", R"("loki")",
     "a.json / variable datasource: is not for Prometheus"},
    {"/templating/list/0/name", R"("source")", "a.json: variable datasource is not defined"},
    {"/templating/list/2/name", R"("manager")", "a.json / variable manager: is defined twice"},
    {"/templating/list/2/name", R"("jobs")", "a.json: no variable sync_job"},
    {"/templating/list/2/name", R"("jobs")", "a.json / variable jobs: is not used"},
    {"/templating/list/1/refresh", "1",
     "a.json / variable manager: is not refreshed when the time range changes"},
    {"/templating/list/1/allValue", "null", "a.json / variable manager: its allValue is not .*"},
    {"/templating/list/1/query/query", "null", "a.json / variable manager: no query"},
    {"/templating/list/1/type", R"("custom")",
     "a.json / variable manager: an unknown type of variable"},
    {"/panels/1/targets/0/expr", R"x("sum(cckm_up)")x", "a.json / variable sync_job: is not used"},
    {"/panels/2/options/content", R"("$region")", "a.json: variable region is not defined"},
    {"/panels/1/targets/0/expr", R"("cckm_up{manager=\"cm\"} or $sync_job")",
     "a.json / Good / A: a name is hard-coded"},
    // links
    {"/panels/2/options/content", R"x("[x](/d/third?orgId=1)")x",
     "a.json: a link to third, an unknown dashboard"},
    {"/links/0/tags/0", R"("u")", "a.json: a link by a tag that no other dashboard has"},
};

void put(json::value& in, const std::string& pointer, const json::value& value) {
  const auto slash = pointer.rfind('/');
  json::value& owner = in.at_pointer(pointer.substr(0, slash));
  const std::string member = pointer.substr(slash + 1);
  if (owner.is_array()) {
    owner.as_array().at(std::stoul(member)) = value;
  } else {
    owner.as_object()[member] = value;
  }
}

void check_sound(const std::vector<Dashboard>& dashboards) {
  for (const auto& problem : problems_of(dashboards)) FAIL_CHECK(problem);
}

std::string lines(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += text + '\n';
  return all;
}

// Returns "uid" and "uid variable" for everything that a URL of a dashboard can name.
std::set<std::string> names_in_urls() {
  std::set<std::string> names;
  for (const auto& dashboard : read_dashboards()) {
    const std::string uid = text_at(dashboard.json, "/uid");
    names.insert(uid);
    for (const auto& variable : list_at(dashboard.json, "/templating/list")) {
      names.insert(uid + ' ' + text_at(variable, "/name"));
    }
  }
  return names;
}

}  // namespace

TEST_CASE("every alert leads to a dashboard that has the variables of the URL") {
  static const std::regex form(R"re(/d/([\w-]+)(\?var-.+)?)re");
  static const std::regex variable(R"re([?&]var-(\w+)=\{\{ urlquery \$labels\.(\w+) \}\})re");
  const auto names = names_in_urls();
  for (const auto& rule : read_rules(project_file("dashboards/rules/alerts.yml"))) {
    const auto url = rule.annotations.find("dashboard_url");
    CAPTURE(rule.place);
    REQUIRE(url != rule.annotations.end());
    CAPTURE(url->second);
    std::smatch parts;
    REQUIRE(std::regex_match(url->second, parts, form));
    const std::string uid = parts[1];
    CHECK(names.count(uid) == 1);
    // Without its variables, nothing of the URL's query is left.
    CHECK(std::regex_replace(parts[2].str(), variable, "").empty());
    const std::string query = parts[2];
    for (std::sregex_iterator at(query.begin(), query.end(), variable), end; at != end; ++at) {
      CHECK((*at)[1] == (*at)[2]);
      CHECK(names.count(uid + ' ' + (*at)[1].str()) == 1);
    }
  }
}

TEST_CASE("every counter is in rate() or increase() over $__rate_interval") {
  // An exception: this only asks whether the counter has ever counted.
  const std::regex ever(R"(and sum by \([^)]*\) \(cckm_\w+_total\) > 0)");
  const std::regex counter(R"((\w+\()?cckm_\w+_total\b[^\[]*(\[[^\]]*\])?)");
  std::size_t counters = 0;
  for (const auto& dashboard : read_dashboards()) {
    for (const auto& expression : expressions_of(dashboard)) {
      CAPTURE(expression.place, expression.text);
      const std::string text = std::regex_replace(expression.text, ever, "");
      for (std::sregex_iterator at(text.begin(), text.end(), counter), end; at != end; ++at) {
        CHECK(((*at)[1] == "rate(" || (*at)[1] == "increase("));
        CHECK((*at)[2] == "[$__rate_interval]");
        ++counters;
      }
    }
  }
  CHECK(counters > 5);
}

// MetricsQL also counts the first sample of a series.
TEST_CASE("no rule or panel uses changes(), which VictoriaMetrics counts differently") {
  std::vector<Expression> expressions;
  for (const auto& rule : all_rules()) expressions.push_back({rule.place, rule.expression});
  for (const auto& dashboard : read_dashboards()) {
    for (const auto& expression : expressions_of(dashboard)) expressions.push_back(expression);
  }
  REQUIRE(expressions.size() > all_rules().size());
  for (const auto& expression : expressions) {
    CAPTURE(expression.place, expression.text);
    CHECK_FALSE(std::regex_search(expression.text, std::regex(R"(\bchanges\s*\()")));
  }
}

TEST_CASE("the linter finds no problem in the project's dashboards") {
  const auto dashboards = read_dashboards();
  CHECK(dashboards.size() >= 3);
  check_sound(dashboards);
}

TEST_CASE("the linter finds no problem in valid dashboards") {
  CHECK(problems_of(sound_dashboards()).empty());
}

TEST_CASE("the linter finds each kind of damage") {
  for (const auto& [pointer, value, found] : kDamages) {
    auto dashboards = sound_dashboards();
    put(dashboards[0].json, pointer, json::parse(value));
    CAPTURE(pointer, value);
    CHECK_THAT(lines(problems_of(dashboards)), ContainsSubstring(found + '\n'));
  }
}

TEST_CASE("the linter rejects JSON that is not a dashboard") {
  for (const auto* text : {"{}", "[]", "1"}) {
    CHECK_FALSE(problems_of({{"a.json", json::parse(text)}}).empty());
  }
}
