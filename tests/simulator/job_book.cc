// SPDX-License-Identifier: Apache-2.0
// Bodies are made when they are asked for: it takes a few microseconds, and is never out of date.
#include "tests/simulator/job_book.h"

#include <utility>

#include "tests/simulator/sample_jobs.h"

namespace cckm {

JobBook::JobBook(std::size_t extra_jobs, Clock clock) : clock_(std::move(clock)) {
  const Time now = clock_();
  for (SimulatedJob& job : sample_jobs(now)) add(std::move(job));
  for (std::size_t i = 1; i <= extra_jobs; ++i) add(extra_job(i, now));
}

void JobBook::add(SimulatedJob job) {
  index_.emplace(job.id, jobs_.size());
  jobs_.push_back(std::move(job));
}

SimulatedJob* JobBook::find(const std::string& id) {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &jobs_[found->second];
}

std::optional<std::string> JobBook::body(const Endpoint& endpoint, const std::string& id) const {
  const auto found = index_.find(id);
  if (found == index_.end() || jobs_[found->second].endpoint != &endpoint) return std::nullopt;
  return body_at(jobs_[found->second], clock_());
}

std::vector<JobRef> JobBook::list() const {
  std::vector<JobRef> refs;
  for (const SimulatedJob& job : jobs_)
    refs.push_back({job.id, job.name, std::string(job.endpoint->cloud),
                    std::string(job.endpoint->resource), job.about});
  return refs;
}

bool JobBook::fail_region(const std::string& id, std::string_view region) {
  SimulatedJob* job = find(id);
  return job != nullptr && set_outcome(*job, region, "failed to reach the region", clock_());
}

bool JobBook::heal_region(const std::string& id, std::string_view region) {
  SimulatedJob* job = find(id);
  return job != nullptr && set_outcome(*job, region, success_text(*job->endpoint), clock_());
}

}  // namespace cckm
