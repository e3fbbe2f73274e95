// SPDX-License-Identifier: Apache-2.0
// Keeps the report itself by its shared pointer: a copy would double the memory of a collection.
// The outcomes are a table of four bytes for each job and collection, parallel to the jobs of the
// report, so that no name is kept twice.
#include "exporter/status/board.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace cckm {
namespace {

Outcome outcome_of(const JobReport& job) {
  if (job.run) return {.kind = Outcome::Kind::kRead};
  const Failure& failure = job.run.failure();
  return {.kind = Outcome::Kind::kFailed,
          .reason = failure.reason,
          .status = static_cast<std::uint16_t>(failure.status)};
}

// Finds the outcomes of a job in an earlier status. The jobs of two reports mostly have the same
// order, so the same index is tried first.
class EarlierOutcomes {
 public:
  explicit EarlierOutcomes(const ManagerStatus& status) : status_(status) {}

  Outcomes find(const std::string& sync_job, std::size_t index) {
    if (!status_.report) return {};
    const auto& jobs = status_.report->jobs;
    if (index < jobs.size() && jobs[index].sync_job == sync_job) return status_.outcomes[index];
    if (by_name_.empty()) {
      for (std::size_t i = 0; i < jobs.size(); ++i) by_name_.emplace(jobs[i].sync_job, i);
    }
    const auto found = by_name_.find(sync_job);
    return found == by_name_.end() ? Outcomes() : status_.outcomes[found->second];
  }

 private:
  const ManagerStatus& status_;
  std::map<std::string_view, std::size_t> by_name_;  // filled when an index does not fit
};

// Puts `newest` first. The oldest one is dropped.
Outcomes shifted(Outcomes outcomes, const Outcome& newest) {
  std::shift_right(outcomes.begin(), outcomes.end(), 1);
  outcomes.front() = newest;
  return outcomes;
}

std::vector<Timestamp> shifted(std::vector<Timestamp> times, Timestamp newest) {
  times.insert(times.begin(), newest);
  if (times.size() > kKeptCollections) times.pop_back();
  return times;
}

}  // namespace

Place::Place(std::string name, std::string address, std::size_t fingerprint)
    : fingerprint_(fingerprint),
      status_(std::make_shared<const ManagerStatus>(
          ManagerStatus{.name = std::move(name), .address = std::move(address)})) {}

void Place::note(std::shared_ptr<const ManagerReport> report, Timestamp when,
                 std::optional<Timestamp> token_end) {
  const std::lock_guard lock(mutex_);
  ManagerStatus next{.name = status_->name,
                     .address = status_->address,
                     .report = std::move(report),
                     .collections = shifted(status_->collections, when),
                     .token_end = token_end};
  EarlierOutcomes earlier(*status_);
  const auto& jobs = next.report->jobs;
  next.outcomes.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    next.outcomes.push_back(shifted(earlier.find(jobs[i].sync_job, i), outcome_of(jobs[i])));
  }
  status_ = std::make_shared<const ManagerStatus>(std::move(next));
}

std::shared_ptr<const ManagerStatus> Place::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Place::continue_from(const Place& other) {
  if (other.fingerprint_ != fingerprint_) return;
  auto status = other.status();
  const std::lock_guard lock(mutex_);
  if (status->name == status_->name) status_ = std::move(status);
}

void Board::replace(Places places, std::string configuration) {
  auto text = std::make_shared<const std::string>(std::move(configuration));
  const std::lock_guard lock(mutex_);
  for (const auto& place : places) {
    for (const auto& earlier : places_) place->continue_from(*earlier);
  }
  places_ = std::move(places);
  configuration_ = std::move(text);
}

std::shared_ptr<const std::string> Board::configuration() const {
  const std::lock_guard lock(mutex_);
  return configuration_;
}

std::vector<std::shared_ptr<const ManagerStatus>> Board::managers() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const ManagerStatus>> managers;
  managers.reserve(places_.size());
  for (const auto& place : places_) managers.push_back(place->status());
  return managers;
}

}  // namespace cckm
