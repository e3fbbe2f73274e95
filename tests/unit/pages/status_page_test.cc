// SPDX-License-Identifier: Apache-2.0
// The status page: its order, its filters and its pages.
#include "exporter/pages/status_page.h"

#include <algorithm>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

std::string html_of_page(const Managers& managers, const std::string& query = "") {
  return status_page(kProgram, managers, status_filter(query), kNow).text();
}

Managers one_of_each_state() {
  return {manager_of(
      "cm", {succeeded_job("good"), failed_job("bad"), unread_job("dark", Reason::kTimeout),
             job_of("busy", run_of(JobStatus::kInProgress))})};
}

Managers with_jobs(std::size_t number) {
  std::vector<JobReport> jobs;
  for (std::size_t i = 0; i < number; ++i) jobs.push_back(succeeded_job("job" + std::to_string(i)));
  return {manager_of("cm", std::move(jobs))};
}

std::size_t jobs_on(const std::string& html) {
  return count_of("data-label=\"Schedule\"", html);
}

}  // namespace

TEST_CASE("before the first collection the page says so, and shows the managers") {
  const std::string html = html_of_page({manager_without_collection("cm")});
  CHECK_THAT(html, ContainsSubstring("No collection has run yet"));
  CHECK_THAT(html, ContainsSubstring("Prometheus has not scraped <code>/metrics</code>"));
  CHECK_THAT(html, ContainsSubstring("https://cm.example.com"));
  CHECK(html.find("id=\"jobs\"") == std::string::npos);
}

TEST_CASE("what failed comes first, then managers, jobs and regions") {
  const std::string html = html_of_page(one_of_each_state());
  const auto order =
      positions_of({"id=\"failed\"", "id=\"managers\"", "id=\"jobs\"", "id=\"regions\""}, html);
  CHECK(std::ranges::is_sorted(order));
  CHECK(order.back() != std::string::npos);
  const auto failures = html.substr(order[0], order[1] - order[0]);
  CHECK_THAT(failures, ContainsSubstring("jobs/cm/bad"));
  CHECK_THAT(failures, ContainsSubstring("jobs/cm/dark"));
  CHECK(failures.find("jobs/cm/good") == std::string::npos);
  CHECK(failures.find("jobs/cm/busy") == std::string::npos);
}

TEST_CASE("if nothing failed, the page says so") {
  CHECK_THAT(html_of_page(with_jobs(2)), ContainsSubstring("Nothing failed."));
}

TEST_CASE("a manager that is down is listed once, without its unread jobs") {
  ManagerReport down{
      .jobs = {unread_job("a", Reason::kConnect), unread_job("b", Reason::kConnect)}};
  const std::string html = html_of_page({manager_of("cm", std::move(down))});
  const auto failures = html.substr(html.find("id=\"failed\""),
                                    html.find("id=\"managers\"") - html.find("id=\"failed\""));
  CHECK_THAT(failures, ContainsSubstring("There is no connection to the manager."));
  CHECK_THAT(failures, ContainsSubstring("runbooks#cckmmanagerblind"));
  CHECK(failures.find("jobs/cm/a") == std::string::npos);
  CHECK_THAT(html, ContainsSubstring("<title>\u2068Manager down\u2069"));
}

TEST_CASE("the list of failures is short, and counts the others") {
  std::vector<JobReport> jobs;
  for (int i = 0; i < 14; ++i) jobs.push_back(failed_job("job" + std::to_string(i)));
  const std::string html = html_of_page({manager_of("cm", std::move(jobs))});
  CHECK_THAT(html, ContainsSubstring("And 4 more in the table below."));
  CHECK_THAT(html, ContainsSubstring("<title>\u206814 failed\u2069"));
}

TEST_CASE("the page says how old its data are, and warns of old ones") {
  const auto at = [](std::int64_t seconds) {
    return html_of_page({manager_of("cm", ManagerReport{.up = true}, ago(seconds))});
  };
  CHECK_THAT(at(300), ContainsSubstring(">5 min ago</time>"));
  CHECK(at(300).find("These data are old") == std::string::npos);
  CHECK_THAT(at(301), ContainsSubstring("These data are old"));
}

TEST_CASE("a filter selects jobs by state and manager") {
  Managers managers = one_of_each_state();
  managers.push_back(manager_of("a/b", {failed_job("other"), succeeded_job("fine")}));
  const auto [query, jobs, part] = GENERATE(table<std::string, std::size_t, std::string>({
      {"", 6, "All 6"},
      {"state=failed", 2, "2 jobs with the state <bdi>failed</bdi>"},
      {"state=unread", 1, "jobs/cm/dark"},
      {"state=running", 1, "jobs/cm/busy"},
      {"state=succeeded", 2, "jobs/cm/good"},
      {"manager=a%2Fb", 2, "2 jobs of the manager <bdi>a/b</bdi>"},
      {"manager=a%2Fb&state=failed", 1, "jobs/a%2Fb/other"},
  }));
  CAPTURE(query);
  const std::string html = html_of_page(managers, query);
  CHECK(jobs_on(html) == jobs);
  CHECK_THAT(html, ContainsSubstring(part));
  CHECK((html.find("id=\"managers\"") != std::string::npos) == query.empty());
}

TEST_CASE("an unknown filter selects nothing, and the page does not repeat it") {
  const std::string query = GENERATE(as<std::string>(), "state=zzz", "manager=zzz",
                                     "state=", "state=failed&manager=zzz", "state=zzz&manager=cm");
  const std::string html = html_of_page(one_of_each_state(), query);
  CHECK_THAT(html, ContainsSubstring("There is no such state or manager."));
  CHECK(html.find("zzz") == std::string::npos);
  CHECK(jobs_on(html) == 0);
}

TEST_CASE("a state without jobs says so") {
  CHECK_THAT(html_of_page(with_jobs(1), "state=failed"),
             ContainsSubstring("There is no such job."));
}

TEST_CASE("a page has 100 jobs, and links to the pages beside it") {
  const Managers managers = with_jobs(250);
  const auto [query, jobs, parts] =
      GENERATE(table<std::string, std::size_t, std::vector<std::string>>({
          {"", 100, {"Page 1 of 3", "rel=\"next\" href=\"./?page=2\""}},
          {"page=2&state=succeeded",
           100,
           {"Page 2 of 3", "rel=\"prev\" href=\"./?state=succeeded\"",
            "href=\"./?state=succeeded&amp;page=3\""}},
          {"page=3", 50, {"Page 3 of 3"}},
          {"page=99", 50, {"Page 3 of 3"}},
          {"page=0", 100, {"Page 1 of 3"}},
          {"page=x", 100, {"Page 1 of 3"}},
      }));
  CAPTURE(query);
  const std::string html = html_of_page(managers, query);
  CHECK(jobs_on(html) == jobs);
  for (const std::string& part : parts) CHECK_THAT(html, ContainsSubstring(part));
}

TEST_CASE("a hundred jobs need no second page") {
  CHECK(html_of_page(with_jobs(100)).find("class=\"pager\"") == std::string::npos);
}

TEST_CASE("hostile names are escaped everywhere") {
  JobReport job = failed_job(kHostileText);
  const std::string html = html_of_page({manager_of(kHostileText, {job})});
  CHECK(html.find("<script") == std::string::npos);
  CHECK(count_of(kEscapedText, html) >= 5);
}

}  // namespace cckm::test
