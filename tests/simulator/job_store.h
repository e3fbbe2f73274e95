// SPDX-License-Identifier: Apache-2.0
// The simulator's synchronization jobs. Tests read them, list them and change their outcomes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulator/run_history.h"
#include "tests/simulator/simulated_job.h"

namespace cckm::test {

// Names a job: everything that a client needs to request it.
struct JobRef {
  std::string id;
  std::string name;
  std::string cloud;     // Endpoint::cloud
  std::string resource;  // Endpoint::resource
  std::string about;     // the state of its run, for people
};

// Not thread-safe.
class JobStore {
 public:
  // Makes the sample jobs and `extra_jobs` more.
  JobStore(std::size_t extra_jobs, Clock clock);

  // Returns the JSON that CM sends for the job now, or empty if this endpoint has no such job.
  std::optional<std::string> body(const Endpoint& endpoint, const std::string& id) const;

  // Returns the family's jobs in the order of their present runs.
  RunHistory history(const Endpoint& endpoint) const;

  // Returns all jobs, in the order of construction.
  std::vector<JobRef> list() const;

  // Change an outcome, see set_outcome(). Return false if there is no such job or region.
  bool fail_region(const std::string& id, std::string_view region);
  bool heal_region(const std::string& id, std::string_view region);

 private:
  void add(SimulatedJob job);
  SimulatedJob* find(const std::string& id);

  Clock clock_;
  std::vector<SimulatedJob> jobs_;
  std::unordered_map<std::string, std::size_t> index_;  // id -> index in jobs_
};

}  // namespace cckm::test
