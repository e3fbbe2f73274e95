// SPDX-License-Identifier: Apache-2.0
// One synchronization job of the simulator: its run, its progress over time, and CM's JSON for it.
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
  std::string outcome;  // its text when the region is done; until then, it is "in_progress"
};

struct Run {
  Time created;
  Time updated;
  std::optional<Time> completed;
  std::string overall_status;
  std::size_t regions_done = 0;  // from the first; the others are in progress
  bool abort = false;
};

// A job that repeats: it finishes one region after another, rests, and starts again. It keeps its
// id, so that a page of it changes.
struct Cycle {
  Time begin;
  std::chrono::seconds per_region{20};
  std::chrono::seconds rest{30};
};

struct SimulatedJob {
  std::string id;
  std::string name;   // for a configuration's `name`
  std::string about;  // the state of its run, for people
  const Endpoint* endpoint;
  std::string cloud;                       // as in the body
  std::vector<std::string> containers;     // KMS, key vaults, ...
  std::vector<std::string> asked_regions;  // member `regions`; AWS only
  std::vector<SimulatedRegion> regions;
  Run run;
  std::optional<Cycle> cycle = {};  // if set, `run` is ignored
};

// Returns the run at `now`.
Run run_at(const SimulatedJob& job, Time now);

// Returns CM's JSON for the job at `now`: compact, members in the order of CM's documentation.
std::string body_at(const SimulatedJob& job, Time now);

// Returns CM's text for a successful region of this endpoint.
std::string success_text(const Endpoint& endpoint);

// Sets the outcome of a region from the next run on. `region` is a key of `detailed_status`, or
// its part after the last slash. A job without a cycle has the next run at once; it took 4 s and
// ends at `now`. Returns false if the job has no such region.
bool set_outcome(SimulatedJob& job, std::string_view region, const std::string& outcome, Time now);

}  // namespace cckm::test
