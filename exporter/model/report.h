// SPDX-License-Identifier: Apache-2.0
// Results of one collection of one manager: the values that the metrics are made of.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/anomaly.h"
#include "exporter/model/endpoint.h"
#include "exporter/model/history.h"
#include "exporter/model/key_containers.h"
#include "exporter/model/result.h"
#include "exporter/model/schedule.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// A run that was read, never nullptr. Several sync_jobs can share it.
using RunResult = Result<std::shared_ptr<const SyncJob>>;

struct JobReport {
  std::string sync_job;                      // the job's identity in every metric
  const Endpoint& endpoint;                  // an element of endpoints()
  RunResult run;                             // the newest one
  std::optional<double> fetch_seconds = {};  // duration of the read; empty if it did not finish
  // nullptr: the job is configured by its id, and history_of() makes its history of its run. That
  // saves 200 bytes for each of ten thousand ids.
  std::shared_ptr<const History> history = {};

  bool discovered() const { return history != nullptr; }
};

// Returns the history of a job. If the job is configured by its id, its run is all of it: without
// a run the history is empty.
inline History history_of(const JobReport& job) {
  if (job.discovered()) return *job.history;
  return job.run ? history_of(**job.run) : History();
}

// The runs of one key container, or those that name none.
struct ContainerReport {
  KeyContainer container;  // both parts are empty for the runs that name none
  RunResult run;           // the newest one
  History history = {};
};

// What discovery knows of one family.
struct FamilyReport {
  const Endpoint* endpoint = nullptr;                // never nullptr
  std::optional<Failure> failure = {};               // why the newest runs could not be read
  bool offered = true;                               // false: 403 or 404 since the exporter started
  bool complete = false;                             // all runs within the lookback have been seen
  std::optional<std::uint64_t> runs = {};            // length of the list, as CM says
  std::size_t requests = 0;                          // of this collection
  std::vector<ContainerReport> containers = {};      // each key container once
  std::vector<std::string> wanted = {};              // configured names or ids; empty: all
  std::size_t most_containers = 0;                   // with series
  std::size_t dropped = 0;                           // key containers over the limit
  std::shared_ptr<const KeyContainers> listed = {};  // CM's list; nullptr: not known
  std::optional<double> fetch_seconds = {};          // duration of the read
};

// A schedule and its times in this collection.
struct ScheduleReport {
  Schedule schedule;
  bool enabled = false;
  std::optional<Timestamp> last_due;
  std::optional<Timestamp> next_due;
  std::optional<std::chrono::seconds> interval;
  std::vector<std::string> sync_jobs = {};  // that it starts
};

// CM's schedules. The last list that was read serves while CM does not send another.
struct SchedulesReport {
  std::optional<Failure> failure = {};
  bool offered = true;  // false: 403 or 404 since the exporter started
  std::vector<ScheduleReport> schedules = {};
};

// The result of reading one item of a source. Most items are single jobs, and a collection has
// thousands of them, so the parts that few items have are behind pointers.
struct Reading {
  std::vector<JobReport> jobs = {};
  std::unique_ptr<FamilyReport> family = {};        // nullptr: the item is no family
  std::unique_ptr<SchedulesReport> schedules = {};  // nullptr: the item is not the schedules
  std::optional<Failure> failure = {};              // why the item could not be read
  // True if the item was read, or if CM itself responded with another status than 401. A response
  // of something in CM's place, such as an error page of a proxy, does not count.
  bool answered = false;
  // True if the login failed, so that every other item of the manager fails likewise.
  bool login_failed = false;
  std::vector<Anomaly> anomalies = {};  // about the manager; those about a run are in the run
  std::optional<double> seconds = {};   // duration of the read; empty if it did not finish

  // Returns true if it is a failure and nothing else: the source says what that means for a page.
  bool is_bare() const { return failure && jobs.empty() && !family && !schedules; }
};

struct ManagerReport {
  std::string manager;
  bool up = false;             // Reading::answered of at least one item
  double seconds = 0;          // duration of the collection
  double timeout_seconds = 0;  // from its begin to its deadline
  // The configured jobs, in the order of the configuration, then the discovered ones.
  std::vector<JobReport> jobs;
  std::vector<FamilyReport> families = {};  // their containers are in `jobs`
  std::optional<SchedulesReport> schedules = {};
  std::vector<Anomaly> anomalies = {};  // about the manager, in the order of the items
  bool out_of_memory = false;           // the report could not be made: all else is missing
};

// Results of one scrape, in the order of the managers.
using Reports = std::vector<std::shared_ptr<const ManagerReport>>;

}  // namespace cckm
