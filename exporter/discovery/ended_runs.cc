// SPDX-License-Identifier: Apache-2.0
// The watermark and the keys above it.
#include "exporter/discovery/ended_runs.h"

namespace cckm {

bool EndedRuns::add(const RunKey& run, bool was_open) {
  if (watermark_ && run.created < *watermark_) return was_open;
  return ended_.insert(run).second;
}

void EndedRuns::settle(Timestamp time) {
  time.seconds -= kMarginSeconds;
  if (watermark_ && time <= *watermark_) return;
  watermark_ = time;
  ended_.erase(ended_.begin(), ended_.lower_bound({time, ""}));
}

}  // namespace cckm
