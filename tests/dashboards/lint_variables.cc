// SPDX-License-Identifier: Apache-2.0
// Checks that every variable is defined, used and valid.
#include <boost/json.hpp>
#include <regex>
#include <set>

#include "tests/dashboards/expression.h"
#include "tests/dashboards/lint.h"

namespace cckm::test {
namespace {

namespace json = boost::json;
using Names = std::set<std::string>;

// Returns the variables used in the texts of a value, without Grafana's own (`__...`).
Names used_in(const json::value& value) {
  static const std::regex reference(R"(\$\{?([A-Za-z]\w*)|\[\[(\w+))");
  Names names;
  for (const auto& text : texts_in(value)) {
    for (std::sregex_iterator at(text.begin(), text.end(), reference), end; at != end; ++at) {
      names.insert((*at)[1].str() + (*at)[2].str());
    }
  }
  return names;
}

// Returns true if a panel or another variable uses it.
bool is_used(const Dashboard& dashboard, const std::string& name) {
  for (const auto& variable : list_at(dashboard.json, "/templating/list")) {
    if (text_at(variable, "/name") != name && used_in(variable).contains(name)) return true;
  }
  const auto* panels = find(dashboard.json, "/panels");
  return panels != nullptr && used_in(*panels).contains(name);
}

void lint_variable(const json::value& variable, const std::string& place, Problems& problems) {
  const std::string type = text_at(variable, "/type");
  problems.expect(type == "datasource" || type == "query", place, "an unknown type of variable");
  if (type == "datasource") {
    problems.expect(text_at(variable, "/query") == "prometheus", place, "is not for Prometheus");
  }
  if (type != "query") return;
  problems.expect(text_at(variable, "/datasource/uid") == "${datasource}", place,
                  "its datasource is not the variable");
  problems.expect(!text_at(variable, "/query/query").empty(), place, "no query");
  problems.expect(whole_at(variable, "/refresh", 0) == 2, place,
                  "is not refreshed when the time range changes");
  problems.expect(text_at(variable, "/allValue") == ".*", place, "its allValue is not .*");
}

// Finds expressions with a fixed manager, job or instance, which would show nothing to other users.
void lint_names(const Dashboard& dashboard, Problems& problems) {
  static const std::regex hard_coded(R"RE(\b(manager|sync_job|job|instance)\s*=~?\s*"[^"$]+")RE");
  for (const auto& expression : expressions_of(dashboard)) {
    problems.expect(!std::regex_search(expression.text, hard_coded), expression.place,
                    "a name is hard-coded");
  }
}

}  // namespace

void lint_variables(const Dashboard& dashboard, Problems& problems) {
  Names defined;
  for (const auto& variable : list_at(dashboard.json, "/templating/list")) {
    const std::string name = text_at(variable, "/name");
    const std::string place = dashboard.file + " / variable " + name;
    problems.expect(defined.insert(name).second, place, "is defined twice");
    problems.expect(is_used(dashboard, name), place, "is not used");
    lint_variable(variable, place, problems);
  }
  for (const char* name : {"datasource", "manager", "sync_job"}) {
    problems.expect(defined.contains(name), dashboard.file, std::string("no variable ") + name);
  }
  for (const auto& name : used_in(dashboard.json)) {
    problems.expect(defined.contains(name), dashboard.file, "variable " + name + " is not defined");
  }
  lint_names(dashboard, problems);
}

}  // namespace cckm::test
