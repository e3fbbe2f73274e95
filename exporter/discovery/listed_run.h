// SPDX-License-Identifier: Apache-2.0
// One run as a list of runs shows it, one page of such a list, and which of two runs is newer.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/sync_job.h"

namespace cckm {

struct ListedRun {
  SyncJob job;              // without containers: the run covers every key container
  bool has_regions = true;  // false: the entry has no `detailed_status`
};

struct RunPage {
  std::vector<ListedRun> runs;         // in the order of the response
  std::optional<std::uint64_t> total;  // as CM sent it; empty: absent
};

// Orders runs by age. Of two runs with the same createdAt, the greater id is the newer.
struct RunKey {
  Timestamp created;
  std::string id;

  auto operator<=>(const RunKey&) const = default;  // NOLINT(modernize-use-nullptr)
};

inline RunKey key_of(const ListedRun& run) {
  return {run.job.created, run.job.id};
}

}  // namespace cckm
