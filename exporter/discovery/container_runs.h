// SPDX-License-Identifier: Apache-2.0
// The memory of the runs of one key container. It grows with regions, not with runs.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/discovery/listed_run.h"
#include "exporter/model/history.h"

namespace cckm {

// The labels of a region. A part that the cloud does not have is empty.
struct RegionKey {
  std::string account;
  std::string region;
  std::string container;

  auto operator<=>(const RegionKey&) const = default;  // NOLINT(modernize-use-nullptr)
};

// The newest run in which something succeeded, and its completed_at.
struct Success {
  std::shared_ptr<const RunKey> run;  // one object for all regions of a run
  Timestamp completed;
};

// The result does not depend on the order in which runs are offered, nor on how often.
struct ContainerRuns {
  static constexpr std::size_t kMostStarts = 20;

  // The first of `starts`. Null: there is none, or CM does not know it any more.
  std::shared_ptr<const ListedRun> newest;
  // Only runs with a completed_at, and whose regions are known.
  std::optional<Success> last_success;
  std::map<RegionKey, Success> region_success;
  std::vector<RunKey> starts;  // of the newest kMostStarts runs, newest first
  // Runs whose end was seen after the family was complete for the first time, each once.
  RunCounts ended = {};

  // Updates the members for which `run` is newer. `shared` is null or a copy of `run`. offer()
  // makes the copy if it needs one, so that all key containers of a run share it.
  void offer(const ListedRun& run, std::shared_ptr<const ListedRun>& shared,
             std::shared_ptr<const RunKey>& key);

  // CM does not know a run any more. If it is the newest and in progress, its state is dropped, and
  // no older run takes its place. If it has ended, it stays as it is, and counts as read.
  void forget(const RunKey& run);

  // Removes the runs that were created before `horizon`. The counts stay.
  void forget_before(Timestamp horizon);
};

// Returns the runs of one key container that runs call by two texts, its name and its id.
ContainerRuns merged(const ContainerRuns& a, const ContainerRuns& b);

// Returns the runs that cover a key container: those that name it, and those that name none. The
// newest run and the counts are of those that name it.
ContainerRuns covering(const ContainerRuns& named, const ContainerRuns& unnamed);

}  // namespace cckm
