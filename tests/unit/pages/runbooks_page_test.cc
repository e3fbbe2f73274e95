// SPDX-License-Identifier: Apache-2.0
// The runbooks, as the build has rendered them.
#include "exporter/pages/runbooks_page.h"

#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(CCKM_SOURCE "/" + file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> matches(const std::string& pattern, const std::string& text) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

const std::string& html() {
  static const std::string text = runbooks_page(kProgram, kNow).text();
  return text;
}

}  // namespace

TEST_CASE("the page has the anchor of every alert's runbook_url") {
  const auto wanted = matches("RUNBOOKS\\.md#([^\\s\"]+)", text_of("dashboards/rules/alerts.yml"));
  CHECK(wanted.size() > 20);
  const auto anchors = matches(" id=\"([^\"]+)\"", html());
  for (const std::string& anchor : wanted) {
    CAPTURE(anchor);
    CHECK(anchors.contains(anchor));
  }
}

TEST_CASE(
    "every link within the page leads to an anchor, and no link to a file of the repository") {
  const auto anchors = matches(" id=\"([^\"]+)\"", html());
  for (const std::string& target : matches("href=\"#([^\"]+)\"", html())) {
    CAPTURE(target);
    CHECK(anchors.contains(target));
  }
  CHECK(matches("href=\"([^\"]*\\.(?:md|yml)[^\"]*)\"", html()).empty());
}

TEST_CASE("commands can be copied as they are") {
  CHECK_THAT(html(),
             ContainsSubstring("page() { curl -sSf &quot;http://$EXPORTER/metrics&quot;; }"));
  CHECK_THAT(html(), ContainsSubstring("[ &quot;$TOKEN&quot; ] || echo"));
}

}  // namespace cckm::test
