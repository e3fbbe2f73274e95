// SPDX-License-Identifier: Apache-2.0
// The paths of the pages for people.
#include "exporter/site.h"

#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

constexpr Timestamp kNow{1795706403, 0};

// A site with the manager `m/1` and its job `a/b`.
class Pages {
 public:
  Pages() {
    const auto place = std::make_shared<Place>("m/1", "https://cm.example.com", 0);
    board_.replace({place}, "managers: []\n");
    const ManagerReport report{
        .manager = "m/1",
        .up = true,
        .jobs = {{"a/b", *find_endpoint("aws", "keys"), std::make_shared<const SyncJob>()}}};
    place->note(std::make_shared<const ManagerReport>(report), kNow, std::nullopt);
  }

  std::optional<LocalPage> find(std::string_view path, std::string_view query = "") const {
    return site_.find(path, query);
  }

 private:
  Board board_;
  Site site_{board_, {.version = "1.2.3", .telemetry_path = "/metrics"}, [] { return kNow; }};
};

}  // namespace

TEST_CASE("each path of the site has its page") {
  const auto [path, type, part] = GENERATE(table<std::string, std::string, std::string>({
      {"/", "text/html; charset=utf-8", "<h1>Status</h1>"},
      {"/jobs/m%2F1/a%2Fb", "text/html; charset=utf-8", "<h1><bdi>a/b</bdi></h1>"},
      {"/runbooks", "text/html; charset=utf-8", "id=\"cckmexporterdown\""},
      {"/config", "text/plain; charset=utf-8", "managers: []\n"},
      {"/style.css", "text/css; charset=utf-8", "prefers-color-scheme: dark"},
      {"/icon.svg", "image/svg+xml", "<svg "},
  }));
  CAPTURE(path);
  const auto page = Pages().find(path);
  REQUIRE(page);
  CHECK(page->status == http::status::ok);
  CHECK(page->content_type == type);
  CHECK_THAT(page->text, ContainsSubstring(part));
}

TEST_CASE("only the stylesheet and the icon are constant") {
  const Pages pages;
  for (const auto* path : {"/style.css", "/icon.svg"}) CHECK(pages.find(path)->constant);
  for (const auto* path : {"/", "/config", "/runbooks"}) CHECK_FALSE(pages.find(path)->constant);
}

TEST_CASE("the query of the status page is its filter") {
  CHECK_THAT(Pages().find("/", "state=failed")->text, ContainsSubstring("0 jobs with the state"));
}

TEST_CASE("an unknown job is a page with status 404 and a sentence") {
  const std::string path = GENERATE(as<std::string>(), "/jobs/m%2F1/x", "/jobs/none/a%2Fb");
  const auto page = Pages().find(path);
  REQUIRE(page);
  CHECK(page->status == http::status::not_found);
  CHECK_THAT(page->text, ContainsSubstring("had no such job"));
}

TEST_CASE("other paths have no page") {
  const std::string path =
      GENERATE(as<std::string>(), "", "/x", "/jobs", "/jobs/", "/jobs/a", "/jobs/m/1/a/b",
               "/jobs/m%2F1/a%2Fb/", "/jobs/%/a", "/jobs/a/%zz", "/runbooks/", "//");
  CAPTURE(path);
  CHECK_FALSE(Pages().find(path));
}

}  // namespace cckm::test
