// SPDX-License-Identifier: Apache-2.0
// Distributes runs to their key containers, and follows the runs in progress until they end.
#include "exporter/discovery/run_memory.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace cckm {
namespace {

bool is_newest(const ContainerRuns& runs, const RunKey& key) {
  return runs.newest && key_of(*runs.newest) == key;
}

}  // namespace

template <typename Use>
void RunMemory::for_each_known(const std::vector<std::string>& containers, Use use) {
  if (containers.empty()) return use(unnamed_);
  for (const std::string& name : std::set<std::string>(containers.begin(), containers.end())) {
    const auto known = containers_.find(name);
    if (known != containers_.end()) use(known->second);
  }
}

void RunMemory::offer(const ListedRun& run) {
  if (horizon_ && run.job.created < *horizon_) return;
  newest_ = std::max(newest_.value_or(run.job.created), run.job.created);
  for (const auto& name : run.job.containers) containers_.try_emplace(name);
  std::shared_ptr<const ListedRun> copy;
  std::shared_ptr<const RunKey> key;
  for_each_known(run.job.containers, [&](ContainerRuns& runs) { runs.offer(run, copy, key); });
  record_status(run, true);
}

void RunMemory::watch(const ListedRun& run) {
  if (horizon_ && run.job.created < *horizon_) return;
  const RunKey key = key_of(run);
  const auto open = open_.find(key);
  bool known = open != open_.end() && open->second.offered;
  for_each_known(run.job.containers,
                 [&](const ContainerRuns& runs) { known |= is_newest(runs, key); });
  if (known) return offer(run);
  // The walk through the list will offer an ended run. Until then, its end cannot be counted.
  if (finished(run.job) && counting_) return;
  record_status(run, false);
}

void RunMemory::record_status(const ListedRun& run, bool offered) {
  const RunKey key = key_of(run);
  if (run.job.status == JobStatus::kInProgress) {
    // A node of CM can be behind the one that told the end.
    if (!ended_.contains(key)) open_[key] = {run.job.containers, offered};
    return;
  }
  if (!finished(run.job)) return;
  const bool was_open = open_.erase(key) > 0;
  if (!ended_.add(key, was_open) || !counting_) return;
  for_each_known(run.job.containers, [&](ContainerRuns& runs) {
    ++runs.ended[static_cast<std::size_t>(run.job.status)];
  });
}

void RunMemory::forget(const RunKey& run) {
  open_.erase(run);
  unnamed_.forget(run);
  for (auto& [name, runs] : containers_) runs.forget(run);
}

void RunMemory::forget_before(Timestamp horizon) {
  horizon_ = horizon;
  unnamed_.forget_before(horizon);
  for (auto& [name, runs] : containers_) runs.forget_before(horizon);
  std::erase_if(containers_, [](const auto& container) { return container.second.starts.empty(); });
  open_.erase(open_.begin(), open_.lower_bound({horizon, ""}));
}

void RunMemory::clear() {
  containers_.clear();
  unnamed_ = {};
  for (auto& [key, run] : open_) run.offered = false;
}

void RunMemory::settle(Timestamp time) {
  if (newest_) ended_.settle(std::min(time, *newest_));
}

}  // namespace cckm
