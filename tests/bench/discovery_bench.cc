// SPDX-License-Identifier: Apache-2.0
// Measures what the finder of the newest runs keeps in memory, and its CPU time in a warm
// collection.
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

#include "exporter/discovery/run_finder.h"

namespace {

using namespace cckm;

constexpr std::size_t kLimit = 100;
constexpr std::int64_t kSecondsBetween = 20;
constexpr Timestamp kNow{1'800'000'000, 0};

// A list of runs in turn of all key containers, newest first, made page by page.
struct List {
  std::size_t containers;
  std::size_t regions;
  std::size_t runs;

  ListedRun run(std::size_t at) const {
    ListedRun run;
    const std::string number = std::to_string(runs - at);
    run.job.id = "afef70ff-311e-46c1-8ead-" + std::string(12 - number.size(), '0') + number;
    run.job.created = {kNow.seconds - kSecondsBetween * static_cast<std::int64_t>(at), 0};
    run.job.updated = run.job.completed = Timestamp{run.job.created.seconds + 5, 0};
    run.job.status = JobStatus::kCompleted;
    run.job.containers = {"kms-production-" + std::to_string((runs - at) % containers)};
    for (std::size_t region = 0; region < regions; ++region) {
      run.job.regions.push_back(
          {"123456789012", "eu-central-" + std::to_string(region), "", RegionStatus::kSucceeded});
    }
    return run;
  }

  RunPage page(const RunFinder::Request& request) const {
    RunPage page;
    if (request.kind == RunFinder::Request::Kind::kRunning) return page;
    for (auto at = request.skip; at < std::min(request.skip + kLimit, runs); ++at) {
      page.runs.push_back(run(at));
    }
    page.total = runs;
    return page;
  }
};

// Returns the number of requests.
std::size_t collect(RunFinder& finder, const List& list) {
  finder.begin(kNow);
  while (const auto request = finder.next()) finder.page(list.page(*request));
  return finder.requests();
}

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Returns the CPU time of a collection without that of making its page.
double warm_seconds(RunFinder& finder, const List& list) {
  constexpr int kCollections = 200;
  const RunPage first = list.page({RunFinder::Request::Kind::kPage});
  const double begin = cpu_seconds();
  for (int i = 0; i < kCollections; ++i) {
    finder.begin(kNow);
    finder.next();
    finder.page(first);
    finder.next();
    finder.page({});
    finder.next();
  }
  return (cpu_seconds() - begin) / kCollections;
}

void measure(const List& list) {
  const auto before = mallinfo2().uordblks;
  RunFinder finder({std::chrono::hours(24 * 400)});
  std::size_t requests = 0;
  int collections = 0;
  for (; !finder.complete(); ++collections) requests += collect(finder, list);
  const auto kept = mallinfo2().uordblks - before;
  std::printf(
      "%zu runs, %zu key containers, %zu regions: %zu bytes kept, complete after %zu requests "
      "in %d collections\n",
      list.runs, list.containers, list.regions, kept, requests, collections);
  std::printf("  warm collection: %zu requests, %.0f us of CPU\n", collect(finder, list),
              1e6 * warm_seconds(finder, list));
}

}  // namespace

int main() {
  measure({500, 20, 10'000});
  measure({500, 20, 100'000});
  measure({50, 20, 100'000});
  measure({1000, 20, 100'000});
}
