// SPDX-License-Identifier: Apache-2.0
// The memory of the runs of one family: by key container, and the runs in progress.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exporter/discovery/container_runs.h"
#include "exporter/discovery/ended_runs.h"
#include "exporter/discovery/listed_run.h"

namespace cckm {

// A run in progress.
struct OpenRun {
  std::vector<std::string> containers;  // as in ListedRun
  bool offered = false;                 // false: only watched
};

// The memory grows with key containers, regions and runs in progress, not with ended runs. What it
// holds does not depend on the order in which runs are offered. Not thread-safe.
class RunMemory {
 public:
  // Takes over a run. Ignores it if it is older than the horizon of forget_before().
  void offer(const ListedRun& run);

  // Like offer() for a run that was offered before. Of any other run it only records that it is in
  // progress, or has ended. So a single old run cannot pass for the newest of its key container.
  void watch(const ListedRun& run);

  // Forgets a run that CM does not know any more. See ContainerRuns::forget.
  void forget(const RunKey& run);

  // Forgets all runs created before `horizon`, and the key containers without a younger one.
  void forget_before(Timestamp horizon);

  // Forgets all but the runs in progress and which ends were seen.
  void clear();

  // From now on, ends of runs are counted.
  void count_ends() { counting_ = true; }
  bool counts_ends() const { return counting_; }

  // All runs created before `time` have been offered. See EndedRuns.
  void settle(Timestamp time);

  // By the text in the runs. Each has a run, and nearly always the newest one.
  const std::map<std::string, ContainerRuns>& containers() const { return containers_; }

  // The runs that name no key container.
  const ContainerRuns& unnamed() const { return unnamed_; }

  // The runs in progress, oldest first.
  const std::map<RunKey, OpenRun>& open() const { return open_; }

 private:
  // Calls `use` with the ContainerRuns of each key container of the run, or with unnamed_.
  template <typename Use>
  void for_each_known(const std::vector<std::string>& containers, Use use);
  void record_status(const ListedRun& run, bool offered);

  std::map<std::string, ContainerRuns> containers_;
  ContainerRuns unnamed_;
  std::map<RunKey, OpenRun> open_;
  EndedRuns ended_;
  std::optional<Timestamp> horizon_;
  std::optional<Timestamp> newest_;  // createdAt of the newest run ever offered
  bool counting_ = false;
};

}  // namespace cckm
