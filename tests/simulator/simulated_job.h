// SPDX-License-Identifier: Apache-2.0
// One synchronization job of the simulator: its current run, how it goes on with time, and the JSON
// that CM would send for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/model/endpoint.h"
#include "tests/simulator/clock.h"

namespace cckm::test {

struct SimulatedRegion {
  std::string key;      // in `detailed_status`
  std::string outcome;  // its text there once the region is done; before, it is "in_progress"
};

struct Run {
  Time created;
  Time updated;
  std::optional<Time> completed;
  std::string overall_status;
  std::size_t regions_done = 0;  // from the first; the others are in progress
  bool abort = false;
};

// A job that never rests long: it does one region after another, stays finished for a while and
// begins again, under the same id so that its reader has something to watch.
struct Cycle {
  Time begin;
  std::chrono::seconds per_region{20};
  std::chrono::seconds rest{30};
};

struct SimulatedJob {
  std::string id;
  std::string name;   // for a configuration's `name`
  std::string about;  // what there is to see, in a few words
  const Endpoint* endpoint;
  std::string cloud;                       // as the body spells it
  std::vector<std::string> containers;     // KMS, key vaults, ...
  std::vector<std::string> asked_regions;  // member `regions`; AWS only
  std::vector<SimulatedRegion> regions;
  Run run;
  std::optional<Cycle> cycle = {};  // if set, `run` is not looked at
};

// The run as it stands at `now`.
Run run_at(const SimulatedJob& job, Time now);

// What CM sends for the job at `now`: compact JSON, members in the order of CM's documentation.
std::string body_at(const SimulatedJob& job, Time now);

// How CM says that a region of this endpoint went well.
std::string success_text(const Endpoint& endpoint);

// From the next run on, the region ends with `outcome`. `region` is a key of `detailed_status` or
// what follows its last slash. A job without a cycle has that next run at once: one that took 4 s
// and ends at `now`. False if the job has no such region.
bool set_outcome(SimulatedJob& job, std::string_view region, const std::string& outcome, Time now);

}  // namespace cckm::test
