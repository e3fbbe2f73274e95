// SPDX-License-Identifier: Apache-2.0
// Pages that are shared, replaced and freed.
#include "exporter/web/page_cache.h"

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "tests/support/catch.h"

using namespace cckm;

namespace {

Reports some_reports() {
  return {std::make_shared<const ManagerReport>(), std::make_shared<const ManagerReport>()};
}

// Renders "page 1", "page 2" and so on.
class Renderer {
 public:
  PageCache::Text get(const Reports& reports, bool compressed = false,
                      PageFormat format = PageFormat::kText) {
    return cache_.get(reports, {format, compressed},
                      [this] { return "page " + std::to_string(++count_); });
  }

 private:
  PageCache cache_;
  int count_ = 0;
};

}  // namespace

TEST_CASE("scrapes of the same reports share one page") {
  Renderer pages;
  const Reports reports = some_reports();
  const auto first = pages.get(reports);
  CHECK(*first == "page 1");
  CHECK(pages.get(reports) == first);
}

TEST_CASE("other reports have a page of their own") {
  Renderer pages;
  const Reports reports = some_reports();
  const auto first = pages.get(reports);
  SECTION("all of them") {
    CHECK(*pages.get(some_reports()) == "page 2");
  }
  SECTION("one of them") {
    CHECK(*pages.get({reports[0], some_reports()[1]}) == "page 2");
  }
  SECTION("fewer") {
    CHECK(*pages.get({reports[0]}) == "page 2");
  }
  SECTION("a later report at the address of a former one") {
    const std::shared_ptr<const ManagerReport> later(std::make_shared<int>(0), reports[1].get());
    CHECK(*pages.get({reports[0], later}) == "page 2");
  }
  CHECK(*pages.get(reports) == "page 3");
}

TEST_CASE("a page is freed when no response holds it") {
  Renderer pages;
  const Reports reports = some_reports();
  auto first = pages.get(reports);
  const std::weak_ptr<const std::string> weak = first;
  first.reset();
  CHECK(weak.expired());
  CHECK(*pages.get(reports) == "page 2");
}

TEST_CASE("a compressed page is cached beside the plain one") {
  Renderer pages;
  const Reports reports = some_reports();
  const auto compressed = pages.get(reports, true);
  CHECK(*compressed == "page 1");
  const auto plain = pages.get(reports);
  CHECK(*plain == "page 2");
  CHECK(pages.get(reports, true) == compressed);
  CHECK(pages.get(reports) == plain);
}

TEST_CASE("a compressed page that is held is not reused for other reports") {
  Renderer pages;
  const auto compressed = pages.get(some_reports(), true);
  CHECK(*pages.get(some_reports(), true) == "page 2");
}

TEST_CASE("each format has a plain and a compressed page of its own") {
  Renderer pages;
  const Reports reports = some_reports();
  const auto text = pages.get(reports);
  const auto openmetrics = pages.get(reports, false, PageFormat::kOpenMetrics);
  CHECK(*openmetrics == "page 2");
  const auto compressed = pages.get(reports, true);
  CHECK(*compressed == "page 3");
  CHECK(*pages.get(reports, true, PageFormat::kOpenMetrics) == "page 4");
  CHECK(pages.get(reports, true) == compressed);
  CHECK(pages.get(reports) == text);
  CHECK(pages.get(reports, false, PageFormat::kOpenMetrics) == openmetrics);
}

TEST_CASE("other reports replace the pages of all formats") {
  Renderer pages;
  const auto format = GENERATE(PageFormat::kText, PageFormat::kOpenMetrics);
  const auto former = pages.get(some_reports(), false, format);
  const Reports reports = some_reports();
  const auto other = pages.get(reports);
  CHECK(*pages.get(reports, false, format) != *former);
}

TEST_CASE("a page that could not be rendered is rendered by the next scrape") {
  PageCache cache;
  const Reports reports = some_reports();
  const auto fail = []() -> std::string { throw std::runtime_error("no memory"); };
  CHECK_THROWS_AS(cache.get(reports, {}, fail), std::runtime_error);
  CHECK(*cache.get(reports, {}, [] { return std::string("page"); }) == "page");
}

TEST_CASE("concurrent scrapes render one page") {
  constexpr int kScrapes = 4;
  for (int round = 0; round < 100; ++round) {
    PageCache cache;
    const Reports reports = some_reports();
    std::atomic<int> rendered = 0;
    std::latch start(kScrapes);
    std::vector<PageCache::Text> pages(kScrapes);
    std::vector<std::thread> scrapes;
    for (auto& page : pages) {
      scrapes.emplace_back([&] {
        start.arrive_and_wait();
        page = cache.get(reports, {}, [&] { return std::to_string(++rendered); });
      });
    }
    for (auto& scrape : scrapes) scrape.join();
    CHECK(rendered == 1);
    for (const auto& page : pages) CHECK(page == pages[0]);
  }
}
