// SPDX-License-Identifier: Apache-2.0
// Makes the readers of a manager's items. A reload takes over what the readers of the same items
// have met.
#include "exporter/cckm/manager.h"

#include <algorithm>
#include <exception>
#include <map>
#include <set>
#include <utility>

#include "exporter/cckm/allow_list.h"
#include "exporter/cckm/credentials.h"
#include "exporter/cckm/list_target.h"
#include "exporter/model/ascii.h"

namespace cckm {

std::vector<std::string> endpoint_templates(const ManagerSettings& settings) {
  std::set<std::string> templates;
  for (const JobSettings& job : settings.jobs) templates.emplace(job.endpoint->job_template);
  for (const FamilySettings& family : settings.families) {
    templates.emplace(family.endpoint->job_template);
    templates.emplace(family.endpoint->path);
    templates.emplace(family.endpoint->container_list);
  }
  if (settings.schedules) templates.emplace(kSchedulesPath);
  if (credentials_of(settings.auth).needs_token_endpoint()) templates.emplace(kTokenPath);
  return {templates.begin(), templates.end()};
}

Result<std::shared_ptr<Manager>> Manager::create(const ManagerSettings& settings,
                                                 std::shared_ptr<Telemetry> telemetry,
                                                 const Manager* predecessor) {
  if (predecessor != nullptr && !predecessor->client_->logs_in_like(settings)) {
    predecessor = nullptr;
  }
  const std::size_t items =
      settings.jobs.size() + settings.families.size() + (settings.schedules ? 1 : 0);
  auto client =
      CmClient::create(settings, std::min(settings.max_concurrency, items), std::move(telemetry),
                       predecessor != nullptr ? predecessor->client_.get() : nullptr);
  if (!client) return client.failure();
  return std::shared_ptr<Manager>(new Manager(settings, std::move(client.value()), predecessor));
}

Manager::Manager(const ManagerSettings& settings, std::unique_ptr<CmClient> client,
                 const Manager* predecessor)
    : name_(settings.name), client_(std::move(client)) {
  const auto runs = std::make_shared<RunReader>(settings.success_texts, settings.failure_texts);
  add_jobs(settings, runs, predecessor);
  add_families(settings, runs, predecessor);
  if (settings.schedules) add_schedules(predecessor);
}

// Matches jobs by their path, because a reload can rename and reorder them. Upper and lower case of
// an id are equal. A change that an old scrape makes after the copy is lost. It costs one request
// or one login for each job at most.
void Manager::add_jobs(const ManagerSettings& settings, const std::shared_ptr<RunReader>& runs,
                       const Manager* predecessor) {
  std::map<std::string, const JobReader*> known;
  if (predecessor != nullptr) {
    for (const auto& job : predecessor->jobs_) known[to_lower(job->target())] = job.get();
  }
  jobs_.reserve(settings.jobs.size());
  readers_.reserve(settings.jobs.size());
  for (const JobSettings& job : settings.jobs) {
    const auto found = known.find(to_lower(JobReader::target_of(job)));
    jobs_.push_back(
        std::make_shared<JobReader>(job, runs, found == known.end() ? nullptr : found->second));
    readers_.push_back(jobs_.back());
  }
}

// A family with other settings begins anew.
void Manager::add_families(const ManagerSettings& settings, const std::shared_ptr<RunReader>& runs,
                           const Manager* predecessor) {
  const auto predecessor_of = [&](const FamilySettings& family) -> const FamilyReader* {
    if (predecessor == nullptr) return nullptr;
    for (const auto& other : predecessor->families_) {
      if (other->continues_as(family, settings.limits)) return other.get();
    }
    return nullptr;
  };
  for (const FamilySettings& family : settings.families) {
    families_.push_back(
        std::make_shared<FamilyReader>(family, settings.limits, runs, predecessor_of(family)));
    readers_.push_back(families_.back());
  }
}

// The reader has no settings, so both managers can have it.
void Manager::add_schedules(const Manager* predecessor) {
  const bool goes_on = predecessor != nullptr && predecessor->schedules_ != nullptr;
  schedules_ = goes_on ? predecessor->schedules_ : std::make_shared<SchedulesReader>();
  readers_.push_back(schedules_);
}

Reading Manager::read(std::size_t worker, std::size_t item, Window window) {
  try {
    return readers_[item]->read(*client_, worker, window);
  } catch (const std::exception&) {
    return {.failure = Failure{Reason::kInternal, "exception"}};  // short: it needs no memory
  }
}

Reading Manager::unread(std::size_t item, const Failure& failure) const {
  return readers_[item]->unread(failure);
}

}  // namespace cckm
