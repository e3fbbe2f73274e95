// SPDX-License-Identifier: Apache-2.0
// Each scraper has a thread. The pages are decompressed and checked after all have arrived, so that
// this takes no time of the exporter.
#include "tests/bench/many_scrapers.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <future>
#include <latch>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/bench/gzip_page.h"
#include "tests/bench/measure.h"

namespace cckm::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Scrape {
  std::string page;  // with gzip
  double seconds;
};

Scrape scrape(const RunningExporter& exporter, std::latch& start) {
  start.arrive_and_wait();
  const auto begin = SteadyClock::now();
  const HttpReply reply = request_gzip_page(exporter, "30");
  const std::chrono::duration<double> took = SteadyClock::now() - begin;
  return {reply.body(), took.count()};
}

bool is_whole(const std::string& page, std::size_t jobs) {
  return values_of(page, "cckm_scrape_job_success") == std::vector<double>(jobs, 1);
}

}  // namespace

ScrapesAtOnce scrape_at_once(const RunningExporter& exporter, std::size_t scrapers,
                             std::size_t jobs) {
  std::latch start(static_cast<std::ptrdiff_t>(scrapers));
  std::vector<std::future<Scrape>> running(scrapers);
  std::generate(running.begin(), running.end(), [&] {
    return std::async(std::launch::async, [&] { return scrape(exporter, start); });
  });
  for (auto& scrape : running) scrape.wait();
  ScrapesAtOnce result{};
  for (auto& future : running) {
    try {
      const Scrape scrape = future.get();
      if (!is_whole(gunzip(scrape.page), jobs)) throw std::runtime_error("not all jobs were read");
      result.seconds.push_back(scrape.seconds);
    } catch (const std::exception&) {
      ++result.failed;
    }
  }
  return result;
}

}  // namespace cckm::test
