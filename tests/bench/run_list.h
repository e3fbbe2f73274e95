// SPDX-License-Identifier: Apache-2.0
// A list of runs, newest first, made page by page. The key containers take turns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/discovery/run_finder.h"

namespace cckm::test {

struct RunList {
  static constexpr std::size_t kPageLength = 100;
  static constexpr std::int64_t kSecondsBetween = 20;
  static constexpr Timestamp kNow{1'800'000'000, 0};

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
    for (auto at = request.skip; at < std::min(request.skip + kPageLength, runs); ++at) {
      page.runs.push_back(run(at));
    }
    page.total = runs;
    return page;
  }
};

// Plays one collection of the finder. Returns the number of its requests.
inline std::size_t collect(RunFinder& finder, const RunList& list) {
  finder.begin(RunList::kNow);
  while (const auto request = finder.next()) finder.page(list.page(*request));
  return finder.requests();
}

// Plays the collection of a finder that knows the list. `first` is the first page of the list.
inline void collect_warm(RunFinder& finder, const RunPage& first) {
  finder.begin(RunList::kNow);
  finder.next();
  finder.page(first);
  finder.next();
  finder.page({});
  finder.next();
}

}  // namespace cckm::test
