// SPDX-License-Identifier: Apache-2.0
// Recognizes the first time that a run has ended. Keeps the ids of recent runs only.
#pragma once

#include <optional>
#include <set>

#include "exporter/discovery/listed_run.h"

namespace cckm {

// Runs older than the watermark are taken as seen, unless they were in progress. Only of newer runs
// the keys are kept. Not thread-safe.
class EndedRuns {
 public:
  // Runs that appear in the list up to this time after newer ones still count.
  static constexpr std::int64_t kMarginSeconds = 600;

  // Records that `run` has ended. Returns true the first time. `was_open` is true if the run was
  // known to be in progress.
  bool add(const RunKey& run, bool was_open);

  bool contains(const RunKey& run) const { return ended_.contains(run); }

  // All runs created before `time` have been seen. The watermark rises to kMarginSeconds before it,
  // and never falls.
  void settle(Timestamp time);

 private:
  std::optional<Timestamp> watermark_;
  std::set<RunKey> ended_;  // not older than the watermark
};

}  // namespace cckm
