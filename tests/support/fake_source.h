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
  return {.job = SyncJob{.id = id, .container = {}, .status = JobStatus::kCompleted, .created = {}},
          .answered = true};
}

inline Reading failed(Reason reason, bool login_failed = false) {
  return {.job = Failure{reason, "made up"}, .login_failed = login_failed};
}

// Returns for each job "ok" or the reason of its failure.
inline std::vector<std::string> outcomes(const ManagerReport& report) {
  std::vector<std::string> names;
  for (const auto& job : report.jobs) {
    names.emplace_back(job.reading.job ? "ok" : reason_name(job.reading.job.failure().reason));
  }
  return names;
}

// A manager whose jobs are read by a function of the test.
class FakeSource final : public JobSource {
 public:
  using Read = std::function<Reading(std::size_t worker, std::size_t job, Window window)>;

  FakeSource(std::size_t jobs, std::size_t workers, Read read)
      : workers_(workers), read_(std::move(read)) {
    for (std::size_t i = 0; i < jobs; ++i) {
      jobs_.push_back({"job" + std::to_string(i), *find_endpoint("aws", "keys")});
    }
  }

  const std::string& name() const override { return name_; }
  const std::vector<Job>& jobs() const override { return jobs_; }
  std::size_t workers() const override { return workers_; }
  Reading read(std::size_t worker, std::size_t job, Window window) override {
    return read_(worker, job, window);
  }
  void cancel() override { on_cancel(); }

  std::function<void()> on_cancel = [] {};

 private:
  const std::string name_ = "fake";
  std::vector<Job> jobs_;
  std::size_t workers_;
  Read read_;
};

inline Fleet one_manager(std::unique_ptr<JobSource> source) {
  Fleet fleet{.collectors = {},
              .scrape_timeouts = {.without_header = std::chrono::seconds(10),
                                  .longest = std::chrono::seconds(10)},
              .regions_per_job = 1000};
  fleet.collectors.push_back(
      std::make_unique<Collector>(std::move(source), [](const ManagerReport&) {}));
  return fleet;
}

inline Window window_of(std::chrono::nanoseconds time) {
  const auto now = std::chrono::steady_clock::now();
  return {now, now + time};
}

}  // namespace cckm::test
