// SPDX-License-Identifier: Apache-2.0
// Builds a body at each request. This takes microseconds, and the body is never out of date.
#include "tests/simulator/job_store.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "tests/simulator/sample_jobs.h"

namespace cckm::test {
namespace {

// Stores the number if `parameter` is `name=NUMBER`. Returns false if it is not.
bool read_number(std::string_view parameter, std::string_view name, std::size_t& number) {
  if (!parameter.starts_with(name)) return false;
  parameter.remove_prefix(name.size());
  const char* end = parameter.data() + parameter.size();
  const auto [parsed, error] = std::from_chars(parameter.data(), end, number);
  return error == std::errc() && parsed == end;
}

}  // namespace

std::optional<Paging> parse_paging(std::string_view query) {
  Paging paging;
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    const bool is_known = read_number(parameter, "skip=", paging.skip) ||
                          read_number(parameter, "limit=", paging.limit);
    if (!is_known) return std::nullopt;
  }
  return paging;
}

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

std::string JobStore::page(const Endpoint& endpoint, Paging paging) const {
  const Time now = clock_();
  std::vector<std::pair<Time, const SimulatedJob*>> family;
  for (const SimulatedJob& job : jobs_)
    if (job.endpoint == &endpoint) family.emplace_back(run_at(job, now).created, &job);
  std::stable_sort(family.begin(), family.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });

  const std::size_t begin = std::min(paging.skip, family.size());
  const std::size_t end = begin + std::min(paging.limit, family.size() - begin);
  std::string resources;
  for (std::size_t i = begin; i < end; ++i)
    resources += (i > begin ? "," : "") + body_at(*family[i].second, now);
  return R"({"skip":)" + std::to_string(paging.skip) + R"(,"limit":)" +
         std::to_string(paging.limit) + R"(,"total":)" + std::to_string(family.size()) +
         R"(,"resources":[)" + resources + "]}";
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
