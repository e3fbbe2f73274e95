// SPDX-License-Identifier: Apache-2.0
// The simulator's synchronization jobs: read by id, listed, made to fail and to recover.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulator/simulated_job.h"

namespace cckm {

// What a reader needs to know of a job before it asks for it.
struct JobRef {
  std::string id;
  std::string name;
  std::string cloud;     // as Endpoint has it
  std::string resource;  // likewise
  std::string about;     // what there is to see
};

// Not thread-safe.
class JobBook {
 public:
  // The sample jobs and as many extra ones as asked for.
  JobBook(std::size_t extra_jobs, Clock clock);

  // The job as CM sends it now; empty if this endpoint has no such job.
  std::optional<std::string> body(const Endpoint& endpoint, const std::string& id) const;

  std::vector<JobRef> list() const;

  // See set_outcome(). False if there is no such job or region.
  bool fail_region(const std::string& id, std::string_view region);
  bool heal_region(const std::string& id, std::string_view region);

 private:
  void add(SimulatedJob job);
  SimulatedJob* find(const std::string& id);

  Clock clock_;
  std::vector<SimulatedJob> jobs_;
  std::unordered_map<std::string, std::size_t> index_;  // id -> place in jobs_
};

}  // namespace cckm
