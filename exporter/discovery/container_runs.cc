// SPDX-License-Identifier: Apache-2.0
// A finished run never changes. So a finished state of a run replaces an unfinished one, never the
// reverse, and a state with regions replaces one without.
#include "exporter/discovery/container_runs.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace cckm {
namespace {

// Returns true if `offered` must replace `kept` as the newest run.
bool replaces(const ListedRun& offered, const ListedRun& kept) {
  const RunKey key = key_of(offered);
  const RunKey kept_key = key_of(kept);
  if (key != kept_key) return key > kept_key;
  if (finished(offered.job) != finished(kept.job)) return finished(offered.job);
  if (offered.has_regions != kept.has_regions) return offered.has_regions;
  return !finished(kept.job);
}

void keep_newer(std::optional<Success>& kept, const Success& other) {
  if (!kept || *kept->run < *other.run) kept = other;
}

void keep_newer(std::map<RegionKey, Success>& kept, const RegionKey& region, const Success& other) {
  const auto [at, added] = kept.try_emplace(region, other);
  if (!added && *at->second.run < *other.run) at->second = other;
}

void add_start(std::vector<RunKey>& starts, const RunKey& key) {
  const auto at = std::lower_bound(starts.begin(), starts.end(), key, std::greater<>());
  if (at != starts.end() && *at == key) return;
  starts.insert(at, key);
  if (starts.size() > ContainerRuns::kMostStarts) starts.pop_back();
}

// Adds what `other` knows about success and starts.
void add_freshness(ContainerRuns& runs, const ContainerRuns& other) {
  if (other.last_success) keep_newer(runs.last_success, *other.last_success);
  for (const auto& [region, success] : other.region_success) {
    keep_newer(runs.region_success, region, success);
  }
  for (const auto& start : other.starts) add_start(runs.starts, start);
}

}  // namespace

void ContainerRuns::offer(const ListedRun& run, std::shared_ptr<const ListedRun>& shared,
                          std::shared_ptr<const RunKey>& key) {
  if (!key) key = std::make_shared<const RunKey>(key_of(run));
  add_start(starts, *key);
  if (starts.front() == *key && (!newest || replaces(run, *newest))) {
    if (!shared) shared = std::make_shared<const ListedRun>(run);
    newest = shared;
  }
  if (!run.has_regions || !finished(run.job) || !run.job.completed) return;
  const Success success{key, *run.job.completed};
  if (succeeded(run.job).value_or(false)) keep_newer(last_success, success);
  for (const auto& region : run.job.regions) {
    if (region.status != RegionStatus::kSucceeded) continue;
    keep_newer(region_success, {region.account, region.region, region.container}, success);
  }
}

void ContainerRuns::forget(const RunKey& run) {
  if (!newest || key_of(*newest) != run) return;
  if (!finished(newest->job)) return newest.reset();
  auto copy = std::make_shared<ListedRun>(*newest);
  copy->has_regions = true;
  newest = std::move(copy);
}

void ContainerRuns::forget_before(Timestamp horizon) {
  if (newest && newest->job.created < horizon) newest.reset();
  if (last_success && last_success->run->created < horizon) last_success.reset();
  std::erase_if(region_success,
                [&](const auto& region) { return region.second.run->created < horizon; });
  std::erase_if(starts, [&](const RunKey& start) { return start.created < horizon; });
}

ContainerRuns merged(const ContainerRuns& a, const ContainerRuns& b) {
  ContainerRuns runs = a;
  if (b.newest && (!a.newest || replaces(*b.newest, *a.newest))) runs.newest = b.newest;
  std::transform(a.ended.begin(), a.ended.end(), b.ended.begin(), runs.ended.begin(),
                 std::plus<>());
  add_freshness(runs, b);
  if (runs.newest && key_of(*runs.newest) != runs.starts.front()) runs.newest.reset();
  return runs;
}

ContainerRuns covering(const ContainerRuns& named, const ContainerRuns& unnamed) {
  ContainerRuns runs = named;
  add_freshness(runs, unnamed);
  return runs;
}

}  // namespace cckm
