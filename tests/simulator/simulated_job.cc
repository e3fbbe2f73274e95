// SPDX-License-Identifier: Apache-2.0
// Computes the state of a run from the time, so no timer is needed.
#include "tests/simulator/simulated_job.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

namespace cckm::test {
namespace {

namespace json = boost::json;

constexpr std::string_view kInProgress = "in_progress";

std::string final_status(const SimulatedJob& job) {
  const std::string success = success_text(*job.endpoint);
  const bool all = std::all_of(job.regions.begin(), job.regions.end(),
                               [&](const auto& region) { return region.outcome == success; });
  return all ? "completed" : "failed";
}

Run finished_run(const SimulatedJob& job, Time created, Time completed) {
  return {created, completed, completed, final_status(job), job.regions.size()};
}

Time begin_of(const Progress& progress, std::chrono::nanoseconds duration, Time now) {
  if (!progress.rest) return progress.begin;
  return now - (now - progress.begin) % (duration + *progress.rest);
}

// A run without regions takes as long as one with one region.
Run progressing_run(const SimulatedJob& job, const Progress& progress, Time now) {
  const auto steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(job.regions.size()));
  const auto duration = progress.per_region * steps;
  const Time created = begin_of(progress, duration, now);
  const auto last = progress.hangs ? steps - 1 : steps;
  const auto done = std::clamp<std::int64_t>((now - created) / progress.per_region, 0, last);
  if (done == steps) return finished_run(job, created, created + duration);
  return {created, created + progress.per_region * done, std::nullopt, std::string(kInProgress),
          static_cast<std::size_t>(done)};
}

json::object detailed_status(const std::vector<SimulatedRegion>& regions, std::size_t done) {
  json::object status;
  for (std::size_t i = 0; i < regions.size(); ++i)
    status[regions[i].key] = i < done ? std::string_view(regions[i].outcome) : kInProgress;
  return status;
}

bool names_region(std::string_view key, std::string_view region) {
  const auto slash = key.rfind('/');
  return key == region || (slash != std::string_view::npos && key.substr(slash + 1) == region);
}

}  // namespace

Run run_at(const SimulatedJob& job, Time now) {
  return job.progress ? progressing_run(job, *job.progress, now) : job.run;
}

std::string body_at(const SimulatedJob& job, Time now, Detail detail) {
  const Run run = run_at(job, now);
  json::object body = {{"id", job.id},
                       {"uri", "kylo:kylo:cckm:synchronize:" + job.id},
                       {"account", "kylo:kylo:admin:accounts:kylo"},
                       {"application", "ncryptify:gemalto:admin:apps:kylo"},
                       {"devAccount", "ncryptify:gemalto:admin:accounts:gemalto"},
                       {"createdAt", rfc3339(run.created)},
                       {"updatedAt", rfc3339(run.updated)}};
  if (run.completed) body["completed_at"] = rfc3339(*run.completed);
  body["overall_status"] = run.overall_status;
  if (!job.regions.empty() && detail == Detail::kFull)
    body["detailed_status"] = detailed_status(job.regions, run.regions_done);
  body["cloud"] = job.cloud;
  if (!job.asked_regions.empty()) body["regions"] = json::value_from(job.asked_regions);
  if (!job.containers.empty()) body[job.endpoint->containers] = json::value_from(job.containers);
  body["abort"] = run.abort;
  return json::serialize(body);
}

std::string success_text(const Endpoint& endpoint) {
  using Wording = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Wording, 4> kNouns = {Wording{"kms", "region"},
                                             {"key_rings", "key ring"},
                                             {"key_vaults", "key vault"},
                                             {"domains", "domain"}};
  for (const auto& [containers, noun] : kNouns)
    if (containers == endpoint.containers) return std::string(noun) + " synchronized successfully";
  return "Success";
}

SimulatedRegion* find_region(SimulatedJob& job, std::string_view region) {
  const auto found =
      std::find_if(job.regions.begin(), job.regions.end(),
                   [&](const SimulatedRegion& each) { return names_region(each.key, region); });
  return found == job.regions.end() ? nullptr : &*found;
}

bool set_outcome(SimulatedJob& job, std::string_view region, const std::string& outcome, Time now) {
  SimulatedRegion* found = find_region(job, region);
  if (found == nullptr) return false;
  found->outcome = outcome;
  job.run = finished_run(job, now - std::chrono::seconds(4), now);
  return true;
}

void cancel(SimulatedJob& job, Time now) {
  Run run = run_at(job, now);
  run.updated = now;
  run.completed = now;
  run.overall_status = "completed";
  run.abort = true;
  job.run = run;
  job.progress.reset();
}

}  // namespace cckm::test
