// SPDX-License-Identifier: Apache-2.0
// Measures warm scrapes after the history is complete. So the lists of key containers and schedules
// have been read, and are not renewed before the measurement ends.
//
// A run names one key container, each in turn. So the newest page names 100 of them, or all.
#include "tests/bench/discovery_scrapes.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/gzip_page.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/appliance.h"

namespace cckm::test {
namespace {

constexpr auto kLatency = std::chrono::milliseconds(20);
// Age of the oldest and the newest run. All are within the default lookback.
constexpr std::chrono::nanoseconds kOldest = std::chrono::hours(24 * 29);
constexpr std::chrono::nanoseconds kNewest = std::chrono::hours(1);
constexpr std::size_t kRunsInPage = 100;
constexpr std::size_t kPagesPerScrape = 10;  // the exporter's default
constexpr double kWarmRequests = 2;          // of a family
constexpr int kWarmScrapes = 50;

constexpr double kMostColdRequests = kPagesPerScrape + 3;
constexpr double kMostWarmMilliseconds = 60;
constexpr double kMostTimesOneFamily = 2;
constexpr double kMostReadingMicroseconds = 5;

// The lists of each family.
struct Lists {
  std::size_t runs;
  std::size_t containers;
};

std::span<const Endpoint> one_family() {
  return std::span(find_endpoint("aws", "keys"), 1);
}

RunRule runs_of(const Endpoint& endpoint, const Lists& lists, Time now) {
  RegularRuns runs = {.count = lists.runs,
                      .newest = now - kNewest,
                      .interval = (kOldest - kNewest) / static_cast<std::int64_t>(lists.runs)};
  for (const KeyContainer& container : numbered_containers(lists.containers)) {
    runs.plans.push_back({.endpoint = &endpoint,
                          .containers = {container.name},
                          .keys = {"123456789012/eu-central-1", "123456789012/eu-west-1",
                                   "123456789012/us-east-1"}});
  }
  return regular_runs(std::move(runs));
}

struct Scraped {
  std::string page;
  double milliseconds;  // from the scraper's request to the end of the response
  double requests;      // for lists of runs and of key containers

  double collection_milliseconds() const {
    return 1e3 * sum_of(page, "cckm_scrape_duration_seconds");
  }
};

// An exporter that discovers the runs of a simulated CM.
class Scene {
 public:
  // `families` are one_family() or all. `limits` are entries of the configuration's `limits`.
  Scene(std::span<const Endpoint> families, const Lists& lists, const std::string& limits = "")
      : families_(families), exporter_(configure(lists, limits)) {}

  Scraped scrape() const {
    const auto before = family_requests();
    GzipPage page = get_gzip_page(exporter_);
    const auto requests = family_requests() - before;
    return {std::move(page.text), 1e3 * page.seconds, static_cast<double>(requests)};
  }

  // Returns the scrapes until the history of every family is complete.
  std::vector<Scraped> complete() const {
    std::vector<Scraped> cold;
    do {
      cold.push_back(scrape());
    } while (sum_of(cold.back().page, "cckm_discovery_complete") <
             static_cast<double>(families_.size()));
    return cold;
  }

 private:
  std::uint64_t family_requests() const {
    const Stats stats = simulator_.stats();
    return stats.list_requests + stats.container_requests;
  }

  std::string configure(const Lists& lists, const std::string& limits) {
    simulator_.change([&](Appliance& cm) {
      for (const Endpoint& endpoint : families_) {
        cm.families.of(endpoint).history.emplace(runs_of(endpoint, lists, cm.now()));
      }
    });
    const bool all = families_.size() == endpoints().size();
    configuration_.add(simulator_, {.discover = all ? "all" : "[{cloud: aws}]"});
    configuration_.end_with("limits: {" + limits + "}\n");
    return configuration_.path();
  }

  std::span<const Endpoint> families_;
  Simulator simulator_{{.latency = kLatency}};
  Configuration configuration_;
  RunningExporter exporter_;
};

// Warm scrapes, one after the other.
struct Warm {
  double most_requests;
  double milliseconds;             // median
  double collection_milliseconds;  // median
  double cpu_milliseconds;         // mean CPU time of the exporter
  std::string page;
};

Warm scrape_warm(const Scene& scene) {
  const double cpu_before = value_of(scene.scrape().page, "process_cpu_seconds_total");
  Warm warm{};
  std::vector<double> milliseconds;
  std::vector<double> collections;
  for (int i = 0; i < kWarmScrapes; ++i) {
    Scraped scraped = scene.scrape();
    milliseconds.push_back(scraped.milliseconds);
    collections.push_back(scraped.collection_milliseconds());
    warm.most_requests = std::max(warm.most_requests, scraped.requests);
    warm.page = std::move(scraped.page);
  }
  const double cpu = value_of(warm.page, "process_cpu_seconds_total") - cpu_before;
  warm.milliseconds = median(std::move(milliseconds));
  warm.collection_milliseconds = median(std::move(collections));
  warm.cpu_milliseconds = 1e3 * cpu / kWarmScrapes;
  return warm;
}

void require_containers(const std::string& page, std::size_t containers) {
  if (sum_of(page, "cckm_scrape_job_success") != static_cast<double>(containers)) {
    throw std::runtime_error("not all key containers were read");
  }
}

void print_cold(Table& table, const std::vector<Scraped>& cold, const Lists& lists) {
  double requests = 0;
  double most = 0;
  for (const Scraped& scraped : cold) {
    requests += scraped.requests;
    most = std::max(most, scraped.requests);
  }
  const auto scrapes = static_cast<double>(cold.size());
  // A page repeats the last run of the one before: it shows that the list has not shrunk.
  constexpr std::size_t kNewRunsInPage = kRunsInPage - 1;
  const std::size_t pages = (lists.runs + kNewRunsInPage - 1) / kNewRunsInPage;
  table.row(
      "key containers that the first scrape lacks",
      static_cast<double>(lists.containers) - sum_of(cold.front().page, "cckm_scrape_job_success"),
      "", 0);
  table.row("most requests of a cold scrape", most, "", kMostColdRequests);
  table.row("requests for history until it is complete", requests - scrapes * kWarmRequests, "",
            static_cast<double>(pages + 4));
  table.row("  all requests until then", requests, "");
  table.row("  scrapes until then", scrapes, "");
  table.row("first scrape", cold.front().milliseconds, "ms");
}

}  // namespace

void measure_long_list(Table& table) {
  constexpr Lists kLists{.runs = 100'000, .containers = 50};
  std::printf("\na list of %zu runs of %zu key containers\n", kLists.runs, kLists.containers);
  const Scene scene(one_family(), kLists);
  print_cold(table, scene.complete(), kLists);
  const Warm warm = scrape_warm(scene);
  require_containers(warm.page, kLists.containers);
  table.row("most requests of a warm scrape", warm.most_requests, "", kWarmRequests);
  table.row("warm scrape", warm.milliseconds, "ms", kMostWarmMilliseconds);
  table.row("  exporter's processor time", warm.cpu_milliseconds, "ms");
}

void measure_all_families(Table& table) {
  constexpr Lists kLists{.runs = 1000, .containers = 50};
  const std::size_t families = endpoints().size();
  std::printf("\n%zu families, each with %zu runs of %zu key containers\n", families, kLists.runs,
              kLists.containers);
  const auto measure = [&](std::span<const Endpoint> offered) {
    const Scene scene(offered, kLists);
    scene.complete();
    Warm warm = scrape_warm(scene);
    require_containers(warm.page, offered.size() * kLists.containers);
    return warm;
  };
  const Warm one = measure(one_family());
  const Warm all = measure(endpoints());
  table.row("most requests of a warm scrape", all.most_requests, "",
            kWarmRequests * static_cast<double>(families));
  table.row("warm collection, compared with one family",
            all.collection_milliseconds / one.collection_milliseconds, "", kMostTimesOneFamily);
  table.row("  the collection", all.collection_milliseconds, "ms");
  table.row("  that of one family", one.collection_milliseconds, "ms");
  table.row("warm scrape", all.milliseconds, "ms");
  table.row("  exporter's processor time", all.cpu_milliseconds, "ms");
}

// Compares with a list of one key container: the rest is the time of the requests and of the other
// series. A key container over the limit is read like the others and is only left out of the page.
// So a limit of one leaves the time of reading.
void measure_many_containers(Table& table) {
  constexpr std::size_t kRuns = 10'000;
  constexpr std::size_t kContainers = 1000;
  std::printf("\n%zu key containers of one family, in %zu runs\n", kContainers, kRuns);
  const auto measure = [&](std::size_t containers, std::size_t shown) {
    const Scene scene(one_family(), {kRuns, containers},
                      "containers_per_family: " + std::to_string(shown));
    scene.complete();
    Warm warm = scrape_warm(scene);
    require_containers(warm.page, shown);
    return warm;
  };
  const Warm one = measure(1, 1);
  const Warm reading = measure(kContainers, 1);
  const Warm whole = measure(kContainers, kContainers);
  const auto microseconds_each = [&](const Warm& warm) {
    return 1e3 * (warm.cpu_milliseconds - one.cpu_milliseconds) / (kContainers - 1);
  };
  const auto lines = std::count(whole.page.begin(), whole.page.end(), '\n') -
                     std::count(one.page.begin(), one.page.end(), '\n');
  table.row("most requests of a warm scrape", whole.most_requests, "", kWarmRequests);
  table.row("processor time to read a key container", microseconds_each(reading), "us",
            kMostReadingMicroseconds);
  table.row("  and to write its part of the page", microseconds_each(whole), "us");
  table.row("  lines of that part", static_cast<double>(lines) / (kContainers - 1), "");
  table.row("processor time of a scrape with one of them", one.cpu_milliseconds, "ms");
  table.row("  with all of them", whole.cpu_milliseconds, "ms");
  table.row("warm scrape", whole.milliseconds, "ms");
  table.row("  its collection", whole.collection_milliseconds, "ms");
}

}  // namespace cckm::test
