// SPDX-License-Identifier: Apache-2.0
// The change from one fleet to the next, and collectors without threads.
#include "exporter/scrape/fleet.h"

#include <atomic>
#include <future>
#include <thread>

#include "exporter/scrape/scrape.h"
#include "tests/support/catch.h"
#include "tests/support/fake_source.h"
#include "tests/support/no_threads.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

// Returns a source that keeps `life` until it is destroyed.
std::unique_ptr<FakeSource> source_of(const std::string& id, std::shared_ptr<void> life) {
  return std::make_unique<FakeSource>(
      3, 2, [id, life = std::move(life)](std::size_t, std::size_t, Window) { return good(id); });
}

std::string id_in(const Fleet& fleet) {
  const auto reports = wait_for(Scrape(fleet, window_of(60s)));
  return reports[0]->jobs[0].run.value()->id;
}

TEST_CASE("a scrape ends with the fleet it began with, which is retired after its last user") {
  int retired = 0;
  Fleets fleets([&] { ++retired; });
  const auto life = std::make_shared<int>();
  fleets.replace(one_manager(source_of("old", life)));
  auto first = fleets.current();
  auto second = fleets.current();
  fleets.replace(one_manager(source_of("new", nullptr)));

  CHECK(id_in(*fleets.current()) == "new");
  CHECK(id_in(*first) == "old");
  first.reset();
  CHECK(retired == 0);
  fleets.destroy_retired();
  CHECK(id_in(*second) == "old");
  second.reset();
  CHECK(retired == 1);
  CHECK(life.use_count() > 1);  // releasing it does not wait for workers
  fleets.destroy_retired();
  CHECK(life.use_count() == 1);
  CHECK(id_in(*fleets.current()) == "new");
}

TEST_CASE("stopping ends every collection, of the fleet in use and of earlier ones") {
  std::atomic<int> reading = 0;
  const auto until_cancelled = [&] {
    const auto cancelled = std::make_shared<std::promise<void>>();
    const auto held = cancelled->get_future().share();
    auto source = std::make_unique<FakeSource>(1, 1, [&, held](std::size_t, std::size_t, Window) {
      ++reading;
      held.wait();
      return good("late");
    });
    source->on_cancel = [cancelled] { cancelled->set_value(); };
    return source;
  };
  Fleets fleets;
  std::atomic<int> ended = 0;
  std::vector<std::shared_ptr<const Fleet>> used;
  std::vector<std::unique_ptr<Scrape>> scrapes;
  for (int i = 1; i <= 2; ++i) {
    fleets.replace(one_manager(until_cancelled()));
    used.push_back(fleets.current());
    scrapes.push_back(std::make_unique<Scrape>(*used.back(), window_of(600s)));
    scrapes.back()->when_done([&] { ++ended; });
    while (reading < i) std::this_thread::yield();
  }
  CHECK(ended == 0);
  fleets.stop();
  CHECK(ended == 2);
}

TEST_CASE("fleets are replaced and destroyed while scrapes run") {
  constexpr int kScrapers = 3;
  constexpr int kReloads = 100;
  Fleets fleets;
  fleets.replace(one_manager(source_of("0", nullptr)));
  std::atomic<bool> enough = false;
  std::atomic<int> scrapes = 0;
  std::vector<std::future<bool>> scrapers;
  for (int i = 0; i < kScrapers; ++i) {
    scrapers.push_back(std::async(std::launch::async, [&] {
      bool whole = true;
      while (!enough || scrapes < kScrapers) {
        const auto fleet = fleets.current();
        const auto reports = wait_for(Scrape(*fleet, window_of(60s)));
        const auto& jobs = reports[0]->jobs;
        for (const auto& job : jobs) {
          whole = whole && job.run && job.run.value()->id == jobs[0].run.value()->id;
        }
        ++scrapes;
      }
      return whole;
    }));
  }
  for (int i = 1; i <= kReloads; ++i) {
    fleets.replace(one_manager(source_of(std::to_string(i), nullptr)));
    fleets.destroy_retired();
  }
  enough = true;
  for (auto& scraper : scrapers) CHECK(scraper.get());
  CHECK(id_in(*fleets.current()) == std::to_string(kReloads));
}

TEST_CASE("workers that cannot be started are started later") {
  std::unique_ptr<Fleet> fleet;
  {
    const NoThreads starved;
    fleet = std::make_unique<Fleet>(one_manager(source_of("x", nullptr)));
    CHECK_FALSE(start_workers(*fleet));
  }
  CHECK(start_workers(*fleet));
  CHECK(id_in(*fleet) == "x");
  {
    const NoThreads starved;
    CHECK(start_workers(*fleet));  // the running workers are enough
    CHECK(id_in(*fleet) == "x");
  }
}

}  // namespace
}  // namespace cckm::test
