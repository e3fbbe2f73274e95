// SPDX-License-Identifier: Apache-2.0
// Compares RUNBOOKS.md and README.md of dashboards/ with the alerts, the reasons and the classes of
// failures.
// tests/project/runbooks.sh runs its commands.
#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "exporter/model/ascii.h"
#include "exporter/model/reason.h"
#include "exporter/model/region_error.h"
#include "tests/dashboards/project_file.h"
#include "tests/dashboards/rules.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

using Names = std::set<std::string>;

struct Section {
  std::string heading;
  std::string text;
};

// Returns the parts of RUNBOOKS.md below headings of levels 2 and 3, in their order.
std::vector<Section> sections() {
  static const std::regex heading("##+ (.*)");
  std::istringstream lines(text_of(project_file("dashboards/RUNBOOKS.md")));
  std::vector<Section> all;
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, heading)) {
      all.push_back({match[1], ""});
    } else if (!all.empty()) {
      all.back().text += line + '\n';
    }
  }
  return all;
}

std::string section_of(const std::string& heading) {
  for (const auto& section : sections()) {
    if (section.heading == heading) return section.text;
  }
  FAIL("RUNBOOKS.md has no section " << heading);
  return "";
}

// Returns the headings of alerts, in their order.
std::vector<std::string> headings_of_alerts() {
  std::vector<std::string> headings;
  for (const auto& section : sections()) {
    if (section.heading.rfind("Cckm", 0) == 0) headings.push_back(section.heading);
  }
  return headings;
}

std::map<std::string, Rule> alerts_by_name() {
  std::map<std::string, Rule> all;
  for (auto& rule : read_rules(project_file("dashboards/rules/alerts.yml"))) {
    all[rule.alert] = rule;
  }
  return all;
}

// Returns the names in backquotes in the first column of the tables.
Names rows_of(const std::string& section) {
  Names rows;
  for (const auto& cell : matches(section, "\n\\| (`[^|]*`) \\|")) {
    rows.merge(matches(cell, "`([^`]+)`"));
  }
  return rows;
}

// Returns the anchor of a heading, as GitHub and GitLab make it.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : to_lower(heading)) {
    if (c == ' ' || c == '-') anchor += '-';
    if (c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) anchor += c;
  }
  return anchor;
}

// The classes of a failed region that a cloud causes, and the others.
bool is_of_cloud(RegionError error) {
  return is_from_words(error) && error != RegionError::kLicense;
}

}  // namespace

TEST_CASE("every alert has one runbook, and every runbook has an alert") {
  const auto headings = headings_of_alerts();
  const Names names(headings.begin(), headings.end());
  CHECK(names.size() == headings.size());
  Names of_alerts;
  for (const auto& [name, rule] : alerts_by_name()) of_alerts.insert(name);
  CHECK(names == of_alerts);
}

TEST_CASE("the runbooks are in the order of urgency") {
  const auto all = alerts_by_name();
  const std::map<std::string, int> urgency = {{"critical", 0}, {"warning", 1}, {"info", 2}};
  int last = 0;
  for (const auto& heading : headings_of_alerts()) {
    CAPTURE(heading);
    const int own = urgency.at(all.at(heading).labels.at("severity"));
    CHECK(own >= last);
    last = own;
  }
}

TEST_CASE("dashboards/README.md lists every alert with its severity") {
  const std::string document = text_of(project_file("dashboards/README.md"));
  for (const char* severity : {"critical", "warning", "info"}) {
    CAPTURE(severity);
    const Names row = matches(document, "\n\\| `" + std::string(severity) + "` \\|([^\n]+)");
    REQUIRE(row.size() == 1);
    Names expected;
    for (const auto& [name, rule] : alerts_by_name()) {
      if (rule.labels.at("severity") == severity) expected.insert(name);
    }
    CHECK(matches(*row.begin(), "`(Cckm\\w+)`") == expected);
  }
}

TEST_CASE("every runbook has its meaning, unknowns, commands, causes and end") {
  for (const auto& heading : headings_of_alerts()) {
    CAPTURE(heading);
    const std::string text = section_of(heading);
    for (const char* part : {"**Meaning.** ", "**Not known:** ", "**Look at** ", "\n```sh\n",
                             " | do |\n|---|---|\n|", "**End.** "}) {
      std::string one_line = text;
      if (part[0] == '*') std::replace(one_line.begin(), one_line.end(), '\n', ' ');
      CHECK_THAT(one_line, ContainsSubstring(part));
    }
  }
}

TEST_CASE("runbooks have a row for every reason") {
  const Names reasons(kReasonNames.begin(), kReasonNames.end());
  CHECK(rows_of(section_of("CckmManagerBlind")) == reasons);
  CHECK(rows_of(section_of("CckmJobUnreadable")) == reasons);
  const std::string selected =
      *matches(alerts_by_name().at("CckmSchemaErrors").expression, "reason=~\"([^\"]+)\"").begin();
  CHECK(rows_of(section_of("CckmSchemaErrors")) == matches(selected, "([a-z_]+)"));
}

TEST_CASE("every class of a region's failure has a section, and a row of each cloud") {
  Names all;
  for (const RegionError error : kRegionErrorNames.values()) {
    const std::string name(kRegionErrorNames[error]);
    CAPTURE(name);
    all.insert(name);
    CHECK_FALSE(section_of(name).empty());
    if (!is_of_cloud(error)) continue;
    CHECK(matches(section_of(name), "\n\\| (\\w+) \\| `") ==
          Names{"AWS", "Azure", "Google", "Oracle"});
  }
  CHECK(rows_of(section_of("CckmSyncRegionFailed")) == all);
}

TEST_CASE("runbooks of runs say that a new run has a new id") {
  for (const char* alert :
       {"CckmSyncJobFailed", "CckmSyncRegionFailed", "CckmSyncJobNoSuccess", "CckmSyncJobLate",
        "CckmSyncJobSlow", "CckmSyncJobStuck", "CckmRegionsUnmentioned"}) {
    CAPTURE(alert);
    const std::string text = section_of(alert);
    CHECK_THAT(text, ContainsSubstring("](#a-new-run-has-a-new-id)"));
    std::string end = text.substr(text.find("**End.**"));
    std::replace(end.begin(), end.end(), '\n', ' ');
    CHECK_THAT(end, ContainsSubstring("name it in the configuration and reload"));
  }
}

TEST_CASE("every link of RUNBOOKS.md leads to a section or a file") {
  Names anchors;
  for (const auto& section : sections()) anchors.insert(anchor_of(section.heading));
  const std::string text = text_of(project_file("dashboards/RUNBOOKS.md"));
  const Names links = matches(text, "\\]\\(([^)]+)\\)");
  CHECK(links.size() > 20);
  for (const auto& link : links) {
    CAPTURE(link);
    const std::string file = link.substr(0, link.find('#'));
    CHECK((file.empty() ? anchors.count(link.substr(1)) == 1
                        : std::filesystem::exists(project_file("dashboards/" + file))));
  }
}
