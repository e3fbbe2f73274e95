// SPDX-License-Identifier: Apache-2.0
// Variables: those that every dashboard has, none too many, and none that is missing.
#include <boost/json.hpp>
#include <regex>
#include <set>

#include "tests/dashboards/expression.h"
#include "tests/dashboards/lint.h"

namespace cckm::test {
namespace {

namespace json = boost::json;
using Names = std::set<std::string>;

// Names of variables in the texts of a value, without Grafana's own, which begin with `__`.
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

// Used by a panel or by another variable.
bool is_used(const Dashboard& dashboard, const std::string& name) {
  for (const auto& variable : list_at(dashboard.json, "/templating/list")) {
    if (text_at(variable, "/name") != name && used_in(variable).contains(name)) return true;
  }
  const auto* panels = find(dashboard.json, "/panels");
  return panels != nullptr && used_in(*panels).contains(name);
}

void lint_variable(const json::value& variable, const std::string& place, Findings& findings) {
  const std::string type = text_at(variable, "/type");
  findings.expect(type == "datasource" || type == "query", place, "an unknown type of variable");
  if (type == "datasource") {
    findings.expect(text_at(variable, "/query") == "prometheus", place, "is not for Prometheus");
  }
  if (type != "query") return;
  findings.expect(text_at(variable, "/datasource/uid") == "${datasource}", place,
                  "its datasource is not the variable");
  findings.expect(!text_at(variable, "/query/query").empty(), place, "no query");
  findings.expect(whole_at(variable, "/refresh", 0) > 0, place, "is never refreshed");
  findings.expect(text_at(variable, "/allValue") == ".*", place, "its allValue is not .*");
}

// What would show the author's names instead of the reader's.
void lint_names(const Dashboard& dashboard, Findings& findings) {
  static const std::regex hard_coded(R"RE(\b(manager|sync_job|job|instance)\s*=~?\s*"[^"$]+")RE");
  for (const auto& expression : expressions_of(dashboard)) {
    findings.expect(!std::regex_search(expression.text, hard_coded), expression.place,
                    "a name is hard-coded");
  }
}

}  // namespace

void lint_variables(const Dashboard& dashboard, Findings& findings) {
  Names defined;
  for (const auto& variable : list_at(dashboard.json, "/templating/list")) {
    const std::string name = text_at(variable, "/name");
    const std::string place = dashboard.file + " / variable " + name;
    findings.expect(defined.insert(name).second, place, "is defined twice");
    findings.expect(is_used(dashboard, name), place, "is not used");
    lint_variable(variable, place, findings);
  }
  for (const char* name : {"datasource", "manager", "sync_job"}) {
    findings.expect(defined.contains(name), dashboard.file, std::string("no variable ") + name);
  }
  for (const auto& name : used_in(dashboard.json)) {
    findings.expect(defined.contains(name), dashboard.file, "variable " + name + " is not defined");
  }
  lint_names(dashboard, findings);
}

}  // namespace cckm::test
