// SPDX-License-Identifier: Apache-2.0
// A run that names no key container covers all of them, so it is a part of every history. The
// newest run and the counts are those of the runs that name the key container.
#include "exporter/discovery/container_reports.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace cckm {
namespace {

// The runs in progress that cover something.
struct Running {
  std::size_t runs = 0;
  std::optional<Timestamp> oldest;  // createdAt

  void add(const Running& other) {
    runs += other.runs;
    if (other.oldest) oldest = std::min(oldest.value_or(*other.oldest), *other.oldest);
  }
};

// Joins the texts that runs use for one key container.
class Containers {
 public:
  Containers(const RunFinder& finder, const KeyContainers& listed) : finder_(finder) {
    for (const auto& [text, runs] : finder.memory().containers()) add(listed.find(text), runs);
    for (const auto& [key, run] : finder.memory().open()) {
      const Running one{1, key.created};
      if (run.containers.empty()) unnamed_running_.add(one);
      std::vector<KeyContainer> named;
      for (const auto& text : run.containers) {
        KeyContainer container = listed.find(text);
        if (std::ranges::find(named, container) != named.end()) continue;
        running_[key_of(container)].add(one);
        named.push_back(std::move(container));
      }
    }
  }

  std::vector<ContainerReport> reports() const {
    const ContainerRuns& unnamed = finder_.memory().unnamed();
    std::vector<ContainerReport> reports;
    reports.reserve(runs_.size() + 1);
    if (!unnamed.starts.empty()) {
      reports.push_back({{}, run_of(unnamed), history_of(unnamed, unnamed_running_)});
    }
    for (const auto& [key, runs] : runs_) {
      Running running = unnamed_running_;
      if (const auto own = running_.find(key); own != running_.end()) running.add(own->second);
      reports.push_back({{.id = key.second, .name = key.first},
                         run_of(*runs),
                         unnamed.starts.empty() ? history_of(*runs, running)
                                                : history_of(covering_of(*runs), running)});
    }
    return reports;
  }

 private:
  using Key = std::pair<std::string, std::string>;  // name, id

  static Key key_of(const KeyContainer& container) { return {container.name, container.id}; }

  void add(const KeyContainer& container, const ContainerRuns& runs) {
    const auto [at, is_new] = runs_.try_emplace(key_of(container), &runs);
    if (!is_new) at->second = &merged_.emplace_back(merged(*at->second, runs));
  }

  // Returns the runs that cover a key container. A run that names none has regions of other key
  // containers, too: only those that a run of this one mentions are its own.
  ContainerRuns covering_of(const ContainerRuns& named) const {
    ContainerRuns runs = covering(named, finder_.memory().unnamed());
    std::erase_if(runs.region_success, [&](const auto& item) {
      return !named.region_success.contains(item.first) && !mentions(named, item.first);
    });
    return runs;
  }

  static bool mentions(const ContainerRuns& runs, const RegionKey& key) {
    return runs.newest && std::ranges::any_of(runs.newest->job.regions, [&](const auto& region) {
             return RegionKey{region.account, region.region, region.container} == key;
           });
  }

  // The newest run. Not while its regions are still to be read: nothing would show a failed one.
  RunResult run_of(const ContainerRuns& runs) const {
    if (!finder_.knows_newest()) {
      return Failure{Reason::kIncomplete, "the list has no order and is not read to its end yet"};
    }
    if (!runs.newest) return Failure{Reason::kNotFound, "the newest run is not known any more"};
    if (!runs.newest->has_regions) {
      return Failure{Reason::kIncomplete, "the list has no detailed_status of the newest run"};
    }
    return std::shared_ptr<const SyncJob>(runs.newest, &runs.newest->job);
  }

  History history_of(const ContainerRuns& runs, const Running& running) const {
    History history;
    if (!run_of(runs)) return history;
    if (runs.last_success) history.last_success = runs.last_success->completed;
    for (const auto& [region, success] : runs.region_success) {
      history.region_successes.push_back(
          {region.account, region.region, region.container, success.completed});
    }
    if (!runs.starts.empty()) history.last_start = runs.starts.front().created;
    history.observed_interval_seconds = observed_interval(runs.starts);
    if (finder_.knows_running()) {
      history.running = running.runs;
      history.oldest_running = running.oldest;
    }
    if (finder_.memory().counts_ends()) history.ended = runs.ended;
    return history;
  }

  // Returns the median time between starts; empty with fewer than four.
  static std::optional<double> observed_interval(const std::vector<RunKey>& starts) {
    constexpr std::size_t kFewestStarts = 4;
    if (starts.size() < kFewestStarts) return std::nullopt;
    std::vector<double> intervals;
    for (std::size_t i = 1; i < starts.size(); ++i) {
      intervals.push_back(seconds_between(starts[i].created, starts[i - 1].created));
    }
    std::ranges::sort(intervals);
    const std::size_t middle = intervals.size() / 2;
    if (intervals.size() % 2 == 1) return intervals[middle];
    return (intervals[middle - 1] + intervals[middle]) / 2;
  }

  const RunFinder& finder_;
  std::map<Key, const ContainerRuns*> runs_;  // in the finder's memory or in merged_
  std::deque<ContainerRuns> merged_;
  std::map<Key, Running> running_;
  Running unnamed_running_;
};

}  // namespace

std::vector<ContainerReport> container_reports(const RunFinder& finder,
                                               const KeyContainers& listed) {
  return Containers(finder, listed).reports();
}

}  // namespace cckm
