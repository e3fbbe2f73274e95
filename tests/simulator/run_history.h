// SPDX-License-Identifier: Apache-2.0
// All runs of a family, in the order of their creation: old ones from a rule, and then added ones.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/simulator/run_rule.h"

namespace cckm::test {

// Runs have an index: 0 is the oldest. Not thread-safe.
class RunHistory {
 public:
  explicit RunHistory(RunRule rule = {}) : rule_(std::move(rule)) {}

  std::size_t size() const { return rule_.count + added_.size(); }
  SimulatedJob at(std::size_t index) const;
  std::optional<SimulatedJob> find(const std::string& id) const;

  // Adds a run and returns its id. A run without an id gets one. Precondition: the run is not older
  // than the newest one.
  std::string add(SimulatedJob run);

  // Adds successful copies of the newest run, created at `now` and ended at once. Precondition:
  // size() > 0.
  void grow(std::size_t runs, Time now);

  // Returns the indices of the runs in progress at `now`, in ascending order. Precondition: `now`
  // is not before that of an earlier call.
  std::vector<std::size_t> in_progress(Time now);

  // Cancels an added run, see cancel(). Does nothing if there is none with this id.
  void cancel_run(const std::string& id, Time now);

 private:
  RunRule rule_;
  std::vector<SimulatedJob> added_;
  std::unordered_map<std::string, std::size_t> added_ids_;  // id -> index in added_
  std::vector<std::size_t> open_;  // indices in added_ of runs that might be in progress
};

}  // namespace cckm::test
