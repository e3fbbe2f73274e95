// SPDX-License-Identifier: Apache-2.0
// The rows of managers and their problems.
#include "exporter/pages/manager_table.h"

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

TEST_CASE("a manager has its address, its last collection and its jobs") {
  Place place("cm", "https://cm.example.com", 0);
  const ManagerReport report{
      .manager = "cm", .up = true, .seconds = 0.25, .jobs = {failed_job("a"), succeeded_job("b")}};
  place.note(std::make_shared<const ManagerReport>(report), ago(12), ago(-240));
  const std::string html = manager_table({place.status()}, kNow).text();
  CHECK_THAT(html, ContainsSubstring("<a href=\"?manager=cm\"><bdi>cm</bdi></a>"));
  CHECK_THAT(html, ContainsSubstring("<bdi>https://cm.example.com</bdi>"));
  CHECK_THAT(html, ContainsSubstring("<b>U</b> Up"));
  CHECK_THAT(html, ContainsSubstring("12 s ago"));
  CHECK_THAT(html, ContainsSubstring("data-label=\"Duration\">250 ms<"));
  CHECK_THAT(html, ContainsSubstring("in 4 min<small>2026-11-26 15:24:03 UTC"));
  CHECK_THAT(html, ContainsSubstring(">2<small>1 need attention</small>"));
}

TEST_CASE("a manager without a collection is neither up nor down") {
  const auto manager = manager_without_collection("cm");
  CHECK_FALSE(is_down(*manager));
  CHECK(problems_of(*manager).text().empty());
  CHECK_THAT(manager_table({manager}, kNow).text(), ContainsSubstring("No collection"));
}

TEST_CASE("a manager that is down has one problem in plain words, with the details") {
  ManagerReport report{
      .jobs = {unread_job("a", Reason::kHttp5xx, 503), unread_job("b", Reason::kTimeout)}};
  const auto manager = manager_of("cm", std::move(report));
  CHECK(is_down(*manager));
  CHECK(problems_of(*manager).text() ==
        "CM, or a proxy in front of it, responded with an error of the server. HTTP status 503."
        " <small><bdi>details</bdi></small>");
  CHECK_THAT(manager_table({manager}, kNow).text(), ContainsSubstring("<b>D</b> Down"));
}

TEST_CASE("lists that cannot be read are problems of a manager that is up, single jobs are not") {
  ManagerReport report{.up = true, .jobs = {unread_job("a", Reason::kTimeout)}};
  report.families = {{.endpoint = find_endpoint("azure", "keys"),
                      .failure = Failure{Reason::kForbidden, kHostileText, 403}}};
  report.schedules = SchedulesReport{.failure = Failure{Reason::kBadJson, ""}};
  const std::string html = problems_of(*manager_of("cm", std::move(report))).text();
  CHECK_THAT(html, ContainsSubstring("<bdi>azure/keys</bdi>: CM forbids"));
  CHECK_THAT(html, ContainsSubstring(kEscapedText));
  CHECK_THAT(html, ContainsSubstring("list of schedules"));
  CHECK(html.find("deadline") == std::string::npos);
}

TEST_CASE("a report that did not fit into the memory is a problem") {
  const auto manager = manager_of("cm", ManagerReport{.out_of_memory = true});
  CHECK_THAT(problems_of(*manager).text(), ContainsSubstring("no memory"));
}

}  // namespace cckm::test
