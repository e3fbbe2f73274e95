// SPDX-License-Identifier: Apache-2.0
// Checks the uids of dashboards and the links between them.
#include <boost/json.hpp>
#include <regex>
#include <set>

#include "tests/dashboards/lint.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

bool has_tag(const Dashboard& dashboard, const json::value& tag) {
  for (const auto& own : list_at(dashboard.json, "/tags")) {
    if (own == tag) return true;
  }
  return false;
}

// Returns the uids of all links of a dashboard.
std::set<std::string> linked_from(const Dashboard& dashboard) {
  static const std::regex link(R"(/d/([\w-]*))");
  std::set<std::string> uids;
  for (const auto& text : texts_in(dashboard.json)) {
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
      uids.insert((*at)[1]);
    }
  }
  return uids;
}

void lint_tags(const Dashboard& from, const std::vector<Dashboard>& all, Problems& problems) {
  for (const auto& link : list_at(from.json, "/links")) {
    for (const auto& tag : list_at(link, "/tags")) {
      bool leads_on = false;
      for (const auto& to : all) leads_on = leads_on || (&to != &from && has_tag(to, tag));
      problems.expect(leads_on, from.file, "a link by a tag that no other dashboard has");
    }
  }
}

}  // namespace

void lint_links(const std::vector<Dashboard>& dashboards, Problems& problems) {
  std::set<std::string> uids;
  for (const auto& each : dashboards) {
    problems.expect(uids.insert(text_at(each.json, "/uid")).second, each.file, "duplicate uid");
  }
  for (const auto& each : dashboards) {
    for (const auto& uid : linked_from(each)) {
      problems.expect(uids.contains(uid), each.file, "a link to " + uid + ", an unknown dashboard");
    }
    lint_tags(each, dashboards, problems);
  }
}

}  // namespace cckm::test
