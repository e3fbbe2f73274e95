// SPDX-License-Identifier: Apache-2.0
// Responses to scrapes: complete, at the deadline, compressed and rejected.
#include "exporter/web/scrape_page.h"

#include <future>
#include <vector>

#include "exporter/web/session.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/fake_source.h"
#include "tests/support/no_threads.h"
#include "tests/support/page_text.h"
#include "tests/unit/web/run_coroutine.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kUp = R"(cckm_up{manager="fake"})";

// One manager with one job, which is read as `read` says, and its page.
struct ScrapeScene {
  explicit ScrapeScene(FakeSource::Read read,
                       ScrapePage::Options options = {.timeout_offset = 500ms, .max_requests = 1})
      : page(fleets, metrics, std::move(options)) {
    fleets.replace(one_manager(std::make_unique<FakeSource>(1, 1, std::move(read))));
  }

  Response scrape(const Request& request = {http::verb::get, "/metrics", 11}) {
    return run_coroutine(page.respond(request));
  }

  Fleets fleets;
  ExporterMetrics metrics{{}, [] { return 0; }, kClosedNames};
  ScrapePage page;
};

Reading read_well(std::size_t /*worker*/, std::size_t /*job*/, Window /*window*/) {
  return good("x");
}

std::map<std::string, double> samples_of(const Response& response) {
  return parse_exposition(std::string(response.body().view())).samples;
}

double rejected(const ExporterMetrics& metrics) {
  const std::string page = rendered({}, metrics);
  return parse_exposition(page).samples.at("cckm_exporter_rejected_scrapes_total");
}

}  // namespace

TEST_CASE("a scrape is answered with the exposition of all managers") {
  ScrapeScene scene(read_well);
  const Response response = scene.scrape();
  CHECK(response.result() == http::status::ok);
  CHECK(response[http::field::content_type] == kContentTypes[PageFormat::kText]);
  CHECK(response[http::field::vary] == "Accept, Accept-Encoding");
  CHECK(response[http::field::content_encoding].empty());
  CHECK(samples_of(response).at(kUp) == 1.0);
}

TEST_CASE("a scrape that accepts gzip is answered with a compressed page") {
  ScrapeScene scene(read_well);
  Request request(http::verb::get, "/metrics", 11);
  request.set(http::field::accept_encoding, "gzip");
  const Response response = scene.scrape(request);
  CHECK(response[http::field::content_encoding] == "gzip");
  CHECK(response.body().view().substr(0, 2) == "\x1F\x8B");
}

TEST_CASE("a scrape that prefers OpenMetrics is answered with the same samples in it") {
  ScrapeScene scene(read_well);
  Request request(http::verb::get, "/metrics", 11);
  request.set(http::field::accept, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
  const Response response = scene.scrape(request);
  CHECK(response[http::field::content_type] ==
        "application/openmetrics-text; version=1.0.0; charset=utf-8");
  CHECK(response[http::field::vary] == "Accept, Accept-Encoding");
  const Exposition page = parse_openmetrics(response.body().view());
  CAPTURE(page.problems);
  CHECK(page.problems.empty());
  CHECK(page.samples.at(kUp) == 1.0);
}

TEST_CASE("scrapes of one collection get the page of their own format") {
  std::promise<void> release;
  const auto released = release.get_future().share();
  ScrapeScene scene(
      [released](std::size_t, std::size_t, Window) {
        released.wait();
        return good("x");
      },
      {.max_requests = 2});
  asio::io_context context;
  const Request text(http::verb::get, "/metrics", 11);
  Request openmetrics(text);
  openmetrics.set(http::field::accept, "application/openmetrics-text");
  auto first = asio::co_spawn(context, scene.page.respond(text), asio::use_future);
  auto second = asio::co_spawn(context, scene.page.respond(openmetrics), asio::use_future);
  asio::post(context, [&] { release.set_value(); });
  context.run();
  // Both are held, so the cache has both at once.
  const Response text_page = first.get();
  const Response openmetrics_page = second.get();
  CHECK_FALSE(text_page.body().view().ends_with("# EOF\n"));
  CHECK(openmetrics_page.body().view().ends_with("# EOF\n"));
  CHECK(samples_of(text_page).at("cckm_exporter_coalesced_scrapes_total") == 1);
}

TEST_CASE("a scrape is answered at the deadline of its header") {
  std::promise<void> release;
  const auto released = release.get_future().share();
  ScrapeScene scene([released](std::size_t, std::size_t, Window) {
    released.wait();
    return good("x");
  });
  Request request(http::verb::get, "/metrics", 11);
  request.set("X-Prometheus-Scrape-Timeout-Seconds", "0.6");  // 0.5 s are subtracted
  const Response response = scene.scrape(request);
  release.set_value();
  CHECK(response.result() == http::status::ok);
  CHECK(samples_of(response).at(kUp) == 0.0);
  CHECK(samples_of(response).at(R"(cckm_scrape_timeout_seconds{manager="fake"})") == Approx(0.1));
  CHECK_THAT(std::string(response.body().view()), ContainsSubstring(R"(reason="timeout")"));
}

TEST_CASE("one concurrent scrape too many is rejected and counted") {
  std::promise<void> release;
  const auto released = release.get_future().share();
  ScrapeScene scene(
      [released](std::size_t, std::size_t, Window) {
        released.wait();
        return good("x");
      },
      {.max_requests = 1});
  asio::io_context context;
  const Request request(http::verb::get, "/metrics", 11);
  auto first = asio::co_spawn(context, scene.page.respond(request), asio::use_future);
  Response second;
  asio::co_spawn(context, scene.page.respond(request),
                 [&](const std::exception_ptr& /*error*/, Response response) {
                   second = std::move(response);
                   release.set_value();
                 });
  context.run();
  CHECK(second.result() == http::status::service_unavailable);
  CHECK(second[http::field::retry_after] == "1");
  CHECK(first.get().result() == http::status::ok);
  CHECK(rejected(scene.metrics) == 1.0);
  CHECK(scene.scrape().result() == http::status::ok);
}

TEST_CASE("a scrape without a thread to read the manager is answered 503", "[58]") {
  std::vector<bool> has_workers;
  Fleets fleets;
  ExporterMetrics metrics(
      {}, [] { return 0; }, kClosedNames);
  ScrapePage page(fleets, metrics,
                  {.max_requests = 1, .on_workers = [&](bool has) { has_workers.push_back(has); }});
  const Request request(http::verb::get, "/metrics", 11);
  {
    const NoThreads no_threads;
    fleets.replace(one_manager(std::make_unique<FakeSource>(1, 1, read_well)));
    const Response response = run_coroutine(page.respond(request));
    CHECK(response.result() == http::status::service_unavailable);
    CHECK(response[http::field::retry_after] == "1");
    CHECK(response.body().view() == "The exporter cannot start a thread to read a manager.\n");
  }
  CHECK(run_coroutine(page.respond(request)).result() == http::status::ok);
  CHECK(has_workers == std::vector<bool>{false, true});
}
