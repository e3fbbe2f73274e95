// SPDX-License-Identifier: Apache-2.0
// Paths and their pages.
#include "exporter/web/routes.h"

#include "exporter/web/session.h"

#include "tests/support/catch.h"
#include "tests/support/fake_source.h"
#include "tests/unit/web/run_coroutine.h"

using namespace cckm;
using namespace cckm::test;

namespace {

// Knows the page / only, and shows the query of its request.
std::optional<LocalPage> find_page(std::string_view path, std::string_view query) {
  if (path != "/") return std::nullopt;
  return LocalPage{.content_type = kPlainText, .text = "status " + std::string(query)};
}

// The pages of an exporter with one manager, and with the metrics at /telemetry.
class Pages {
 public:
  explicit Pages(const Reload& reload = {}, std::string telemetry_path = "/telemetry")
      : telemetry_path_(std::move(telemetry_path)) {
    connect(reload);
  }

  Response get(const std::string& target) const {
    const Request request(http::verb::get, target, 11);
    return run_coroutine(handler_(request));
  }

 private:
  void connect(const Reload& reload) {
    fleets_.replace(one_manager(std::make_unique<FakeSource>(
        1, 1, [](std::size_t, std::size_t, Window) { return good("x"); })));
    handler_ = routes(page_, telemetry_path_, find_page, reload);
  }

  const std::string telemetry_path_;
  Fleets fleets_;
  ExporterMetrics metrics_{{}, [] { return 0; }, kClosedNames};
  ScrapePage page_{fleets_, metrics_, {.max_requests = 1}};
  Handler handler_;
};

}  // namespace

TEST_CASE("each path has its page") {
  const auto [target, status, part] = GENERATE(table<std::string, int, std::string>({
      {"/", 200, "status "},
      {"/?state=failed&page=2", 200, "status state=failed&page=2"},
      {"/telemetry", 200, "cckm_exporter_build_info"},
      {"/telemetry?name=x", 200, "cckm_exporter_build_info"},
      {"/-/healthy", 200, "Healthy.\n"},
      {"/-/ready", 200, "Ready.\n"},
      {"/-/reload", 403, "--web.enable-lifecycle"},
      {"/metrics", 404, "Not found.\n"},
      {"/telemetry/", 404, "Not found.\n"},
      {"/-/", 404, "Not found.\n"},
      {"*", 404, "Not found.\n"},
      {"http://cckm.example.com/telemetry", 200, "cckm_exporter_build_info"},
      {"http://cckm.example.com", 200, "status "},
      {"http://cckm.example.com/?a=b", 200, "status a=b"},
      {"https://cckm/-/ready?a", 200, "Ready.\n"},
      {"http://cckm/-/reload", 403, "--web.enable-lifecycle"},
      {"http://cckm/nothing", 404, "Not found.\n"},
      {"ftp://cckm/telemetry", 404, "Not found.\n"},
  }));
  CAPTURE(target);
  const Response response = Pages().get(target);
  CHECK(response.result_int() == static_cast<unsigned>(status));
  CHECK_THAT(std::string(response.body().view()), ContainsSubstring(part));
}

TEST_CASE("a page that makes no scrape has the security headers, a metric page has not") {
  const Pages pages;
  CHECK(pages.get("/").count("Content-Security-Policy") == 1);
  CHECK(pages.get("/telemetry").count("Content-Security-Policy") == 0);
  for (const std::string target : {"/-/healthy", "/-/ready", "/nothing"}) {
    CAPTURE(target);
    CHECK(pages.get(target)[http::field::content_type] == kPlainText);
  }
}

TEST_CASE("only the path of the reload reloads") {
  int reloads = 0;
  const Pages pages([&](const auto& done) {
    ++reloads;
    done("");
  });
  for (const std::string target : {"/", "/telemetry", "/-/ready", "/-/reload/"}) pages.get(target);
  CHECK(reloads == 0);
  CHECK(pages.get("/-/reload").result() == http::status::ok);
  CHECK(reloads == 1);
}
