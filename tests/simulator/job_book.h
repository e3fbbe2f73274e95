// SPDX-License-Identifier: Apache-2.0
// The simulator's synchronization jobs: read by id, listed, made to fail and to recover.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulator/simulated_job.h"

namespace cckm::test {

// What a reader needs to know of a job before it asks for it.
struct JobRef {
  std::string id;
  std::string name;
  std::string cloud;     // as Endpoint has it
  std::string resource;  // likewise
  std::string about;     // what there is to see
};

// Which part of a list is wanted.
struct Paging {
  std::size_t skip = 0;
  std::size_t limit = 10;
};

// The `skip` and `limit` of a list's query, with CM's defaults for what is not there. Empty where
// it holds anything else.
std::optional<Paging> parse_paging(std::string_view query);

// Not thread-safe.
class JobBook {
 public:
  // The sample jobs and as many extra ones as asked for.
  JobBook(std::size_t extra_jobs, Clock clock);

  // The job as CM sends it now; empty if this endpoint has no such job.
  std::optional<std::string> body(const Endpoint& endpoint, const std::string& id) const;

  // The family's jobs as CM lists them now, newest first: `limit` of them after the first `skip`.
  std::string page(const Endpoint& endpoint, Paging paging) const;

  // All jobs, in the order of their making.
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

}  // namespace cckm::test
