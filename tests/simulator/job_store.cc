// SPDX-License-Identifier: Apache-2.0
// Builds a body at each request. This takes microseconds, and the body is never out of date.
#include "tests/simulator/job_store.h"

#include <algorithm>
#include <utility>

#include "tests/simulator/sample_jobs.h"

namespace cckm::test {
JobStore::JobStore(std::size_t extra_jobs, Clock clock) : clock_(std::move(clock)) {
  const Time now = clock_();
  for (SimulatedJob& job : sample_jobs(now)) add(std::move(job));
  for (std::size_t i = 1; i <= extra_jobs; ++i) add(extra_job(i, now));
}

void JobStore::add(SimulatedJob job) {
  index_.emplace(job.id, jobs_.size());
  jobs_.push_back(std::move(job));
}

SimulatedJob* JobStore::find(const std::string& id) {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &jobs_[found->second];
}

std::optional<std::string> JobStore::body(const Endpoint& endpoint, const std::string& id) const {
  const auto found = index_.find(id);
  if (found == index_.end() || jobs_[found->second].endpoint != &endpoint) return std::nullopt;
  return body_at(jobs_[found->second], clock_());
}

// Jobs of the same time are listed in the order of construction, newest first: it is reversed here.
RunHistory JobStore::history(const Endpoint& endpoint) const {
  const Time now = clock_();
  std::vector<std::pair<Time, const SimulatedJob*>> family;
  for (const SimulatedJob& job : jobs_)
    if (job.endpoint == &endpoint) family.emplace_back(run_at(job, now).created, &job);
  std::reverse(family.begin(), family.end());
  std::stable_sort(family.begin(), family.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  RunHistory history;
  for (const auto& [created, job] : family) history.add(*job);
  return history;
}

std::vector<JobRef> JobStore::list() const {
  std::vector<JobRef> refs;
  for (const SimulatedJob& job : jobs_)
    refs.push_back({job.id, job.name, std::string(job.endpoint->cloud),
                    std::string(job.endpoint->resource), job.about});
  return refs;
}

bool JobStore::fail_region(const std::string& id, std::string_view region) {
  SimulatedJob* job = find(id);
  return job != nullptr &&
         set_outcome(*job, region, "dial tcp 192.0.2.10:443: connect: connection refused",
                     clock_());
}

bool JobStore::heal_region(const std::string& id, std::string_view region) {
  SimulatedJob* job = find(id);
  return job != nullptr && set_outcome(*job, region, success_text(*job->endpoint), clock_());
}

}  // namespace cckm::test
