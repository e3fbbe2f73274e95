// SPDX-License-Identifier: Apache-2.0
// Measures what the finder of the newest runs keeps in memory, and its CPU time in a warm
// collection.
#include <malloc.h>

#include <cstdio>
#include <ctime>

#include "exporter/discovery/run_finder.h"
#include "tests/bench/run_list.h"

namespace {

using namespace cckm;
using namespace cckm::test;

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Returns the CPU time of a collection without that of making its page.
double warm_seconds(RunFinder& finder, const RunList& list) {
  constexpr int kCollections = 200;
  const RunPage first = list.page({RunFinder::Request::Kind::kPage});
  const double begin = cpu_seconds();
  for (int i = 0; i < kCollections; ++i) collect_warm(finder, first);
  return (cpu_seconds() - begin) / kCollections;
}

void measure(const RunList& list) {
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
