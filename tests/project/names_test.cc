// SPDX-License-Identifier: Apache-2.0
// Compares names in the documents, rules and dashboards with those of the program: metrics,
// reasons, flags, files.
#include <filesystem>
#include <regex>
#include <set>

#include "exporter/model/reason.h"
#include "exporter/model/region_error.h"
#include "tests/dashboards/expression.h"
#include "tests/dashboards/project_file.h"
#include "tests/dashboards/promql.h"
#include "tests/dashboards/rules.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

using Names = std::set<std::string>;

// Suffixes that the text format adds to the name of a histogram.
constexpr const char* kSuffix = "_(bucket|count|sum)$";

// Returns the families that have a series on a golden page.
Names golden_names() {
  Names names;
  for (const auto& file : project_files("tests/testdata/golden", ".prom")) {
    const std::string text = text_of(file);
    const Names series = matches(text, "(?:^|\n)(cckm_[a-z0-9_]+)[{ ]");
    const Names histograms = matches(text, "# TYPE (\\w+) histogram");
    for (const auto& name : series) {
      const std::string family = std::regex_replace(name, std::regex(kSuffix), "");
      names.insert(histograms.contains(family) ? family : name);
    }
  }
  return names;
}

// Returns all names that an expression can use.
Names known_names() {
  Names names = golden_names();
  for (const auto& rule : all_rules()) {
    if (!rule.record.empty()) names.insert(rule.record);
  }
  return names;
}

bool is_known(const std::string& name) {
  static const Names known = known_names();
  return known.contains(name) || known.contains(std::regex_replace(name, std::regex(kSuffix), ""));
}

// Returns the flags that --help lists.
Names flags_of_program() {
  Names flags = matches(run_exporter({"--help"}).output, "(--[a-z.-]+)");
  CHECK(flags.contains("--config.file"));
  return flags;
}

void check_expression(const std::string& place, const std::string& expression) {
  for (const auto& selector : selectors_of(expression)) {
    const std::string name = selector.substr(0, selector.find_first_of("{ \n"));
    if (name.find("cckm") == std::string::npos) continue;
    CAPTURE(place, name);
    CHECK(is_known(name));
  }
}

// Returns the names of metrics and recorded series in a document. `cckm_scrape_*` and
// `cckm_scrape.*` name all metrics with this prefix.
Names names_in(const std::string& document) {
  const std::string name = "cckm_[a-z0-9_]+(?:\\.?\\*)?";
  const std::string recorded = "[a-z_]+:cckm_[a-z0-9_]+(?::[a-z0-9_]+)?|cckm:[a-z0-9_:]+";
  Names names = matches(document, "\\b(" + recorded + "|" + name + ")");
  for (const char* other : {"cckm_exporter", "cckm_simulator", "cckm_synchronization"})
    names.erase(other);
  return names;
}

// Returns the text between `heading` and the next heading of its level.
std::string section_of(const std::string& document, const std::string& heading) {
  const auto begin = document.find("\n" + heading + "\n");
  REQUIRE(begin != std::string::npos);
  return document.substr(begin, document.find("\n## ", begin + 1) - begin);
}

// Returns the names in the first column of the table in a section of METRICS.md.
Names rows_of(const std::string& heading) {
  const std::string section = section_of(text_of(project_file("METRICS.md")), heading);
  Names rows;
  for (const auto& cell : matches(section, "\n\\| (`[^|]*`) \\|")) {
    rows.merge(matches(cell, "`([^`]+)`"));
  }
  return rows;
}

bool begins_a_known_name(const std::string& beginning) {
  for (const auto& name : golden_names()) {
    if (name.rfind(beginning, 0) == 0) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("dashboards and rules use only metrics that exist") {
  for (const auto& dashboard : read_dashboards()) {
    for (const auto& expression : expressions_of(dashboard)) {
      const std::string& text = expression.text;
      check_expression(expression.place, expression.kind == QueryKind::kLabelValues
                                             ? parse_label_values(text).selector
                                             : with_all_chosen(text));
    }
  }
  for (const auto& rule : all_rules()) check_expression(rule.place, rule.expression);
}

TEST_CASE("documents name only metrics that exist") {
  for (const char* file :
       {"README.md", "METRICS.md", "CONFIGURATION.md", "RELIABILITY.md", "SECURITY.md",
        "ARCHITECTURE.md", "dashboards/README.md", "dashboards/RUNBOOKS.md",
        "dashboards/rules/alerts.yml", "dashboards/rules/recording.yml"}) {
    for (const auto& name : names_in(text_of(project_file(file)))) {
      CAPTURE(file, name);
      const auto rest = name.find_first_of(".*");
      CHECK(
          (rest == std::string::npos ? is_known(name) : begins_a_known_name(name.substr(0, rest))));
    }
  }
}

TEST_CASE("every metric is in METRICS.md") {
  const std::string document = text_of(project_file("METRICS.md"));
  for (const auto& name : golden_names()) {
    CAPTURE(name);
    CHECK_THAT(document, ContainsSubstring("| `" + name + "`"));
  }
}

TEST_CASE("METRICS.md has a row for every reason, and for nothing else") {
  CHECK(rows_of("## Reasons") == Names(kReasonNames.begin(), kReasonNames.end()));
}

TEST_CASE("METRICS.md has a row for every class of a region's failure, and for nothing else") {
  CHECK(rows_of("## Why a region failed") ==
        Names(kRegionErrorNames.begin(), kRegionErrorNames.end()));
}

TEST_CASE("ARCHITECTURE.md and CONTRIBUTING.md name only files that exist") {
  const auto exists = [](const std::string& path) {
    return std::filesystem::exists(project_file(path));
  };
  for (const char* document : {"ARCHITECTURE.md", "CONTRIBUTING.md"}) {
    const Names paths =
        matches(text_of(project_file(document)), "`(?!build/)([a-z_][A-Za-z0-9_.]*/[\\w./]+)`");
    CHECK(paths.size() > 20);
    for (const auto& path : paths) {
      CAPTURE(document, path);
      const std::string module = "exporter/" + path;
      CHECK((exists(path) || exists(module) || exists(module + ".h")));
    }
  }
}

TEST_CASE("the manual page has every flag of the program and no other") {
  const std::string page = text_of(project_file("packaging/cckm_exporter.1"));
  const std::string plain = std::regex_replace(page, std::regex(R"(\\-)"), "-");
  CHECK(matches(plain, R"(\n\.TP\n\.[BIR]+ (?:-h ", " )?(--[a-z.-]+))") == flags_of_program());
}

TEST_CASE("every flag is in CONFIGURATION.md") {
  const std::string document = text_of(project_file("CONFIGURATION.md"));
  const Names flags = flags_of_program();
  for (const auto& flag : flags) {
    CAPTURE(flag);
    CHECK_THAT(document, ContainsSubstring("`" + flag + "`"));
  }
}
