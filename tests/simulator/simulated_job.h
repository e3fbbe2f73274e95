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

// A run that finishes one region after another. With `rest` it repeats: it rests and starts again.
// It keeps its id, so that a page of it changes. A run that hangs never finishes its last region.
struct Progress {
  Time begin;
  std::chrono::nanoseconds per_region = std::chrono::seconds(20);
  std::optional<std::chrono::seconds> rest = {};
  bool hangs = false;
};

struct SimulatedJob {
  std::string id;
  std::string name;   // for a configuration's `name`
  std::string about;  // the state of its run, for people
  const Endpoint* endpoint;
  std::string cloud;                       // as in the body
  std::vector<std::string> containers;     // KMS, key vaults, ...; empty: the run names none
  std::vector<std::string> asked_regions;  // member `regions`; AWS only
  std::vector<SimulatedRegion> regions;
  Run run;
  std::optional<Progress> progress = {};  // if set, `run` is ignored
};

// Returns the run at `now`.
Run run_at(const SimulatedJob& job, Time now);

// kBrief: without `detailed_status`.
enum class Detail { kFull, kBrief };

// Returns CM's JSON for the job at `now`: compact, members in the order of CM's documentation.
std::string body_at(const SimulatedJob& job, Time now, Detail detail = Detail::kFull);

// Returns CM's text for a successful region of this endpoint.
std::string success_text(const Endpoint& endpoint);

// Returns the region of a job; nullptr if it has none. `region` is a key of `detailed_status`, or
// its part after the last slash.
SimulatedRegion* find_region(SimulatedJob& job, std::string_view region);

// Sets the outcome of a region from the next run on. `region` is as for find_region(). A
// job that does not repeat has the next run at once; it took 4 s and ends at `now`. Returns false
// if the job has no such region.
bool set_outcome(SimulatedJob& job, std::string_view region, const std::string& outcome, Time now);

// Ends the run at `now`, as a cancellation by an operator does.
void cancel(SimulatedJob& job, Time now);

}  // namespace cckm::test
