// SPDX-License-Identifier: Apache-2.0
// A manager made of values, for tests of the code that reads one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/scrape/fleet.h"

namespace cckm::test {

inline Reading good(const std::string& id) {
  auto run = std::make_shared<const SyncJob>(
      SyncJob{.id = id, .containers = {}, .status = JobStatus::kCompleted, .created = {}});
  return {.jobs = {{"", *find_endpoint("aws", "keys"), std::move(run)}}, .answered = true};
}

inline Reading failed(Reason reason, bool login_failed = false) {
  const Failure failure{reason, "made up"};
  return {.jobs = {{"", *find_endpoint("aws", "keys"), failure}},
          .failure = failure,
          .login_failed = login_failed};
}

// Returns for each job "ok" or the reason of its failure.
inline std::vector<std::string> outcomes(const ManagerReport& report) {
  std::vector<std::string> names;
  for (const auto& job : report.jobs) {
    names.emplace_back(job.run ? "ok" : reason_name(job.run.failure().reason));
  }
  return names;
}

// A manager whose jobs are read by a function of the test.
class FakeSource final : public JobSource {
 public:
  using Read = std::function<Reading(std::size_t worker, std::size_t item, Window window)>;

  FakeSource(std::size_t items, std::size_t workers, Read read)
      : items_(items), workers_(workers), read_(std::move(read)) {}

  const std::string& name() const override { return name_; }
  std::size_t items() const override { return items_; }
  std::size_t workers() const override { return workers_; }
  Reading read(std::size_t worker, std::size_t item, Window window) override {
    return named(read_(worker, item, window), item);
  }
  Reading unread(std::size_t item, const Failure& failure) const override {
    return named({.jobs = {{"", *find_endpoint("aws", "keys"), failure}}, .failure = failure},
                 item);
  }
  void cancel() override { on_cancel(); }

  std::function<void()> on_cancel = [] {};

 private:
  static Reading named(Reading reading, std::size_t item) {
    for (JobReport& job : reading.jobs) job.sync_job = "job" + std::to_string(item);
    return reading;
  }

  const std::string name_ = "fake";
  std::size_t items_;
  std::size_t workers_;
  Read read_;
};

inline Fleet one_manager(std::unique_ptr<JobSource> source) {
  Fleet fleet{.collectors = {},
              .scrape_timeouts = {.without_header = std::chrono::seconds(10),
                                  .longest = std::chrono::seconds(10)},
              .regions_per_job = 1000};
  fleet.collectors.push_back(std::make_unique<Collector>(std::move(source), [](const auto&) {}));
  return fleet;
}

inline Window window_of(std::chrono::nanoseconds time) {
  const auto now = std::chrono::steady_clock::now();
  return {now, now + time};
}

}  // namespace cckm::test
