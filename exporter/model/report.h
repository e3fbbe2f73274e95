// SPDX-License-Identifier: Apache-2.0
// Results of one collection of one manager: the values that the metrics are made of.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/endpoint.h"
#include "exporter/model/result.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// Result of reading one job.
struct Reading {
  Result<SyncJob> job;
  // True if the job was read, or if CM itself responded with another status than 401. A response of
  // something in CM's place, such as an error page of a proxy, does not count.
  bool answered = false;
  // True if the login failed, so that every other job of the manager fails likewise.
  bool login_failed = false;
  std::vector<Anomaly> anomalies = {};  // about the manager; those about the run are in the job
};

struct JobReport {
  std::string sync_job;      // the job's configured name, its identity in every metric
  const Endpoint& endpoint;  // an element of endpoints()
  Reading reading;
  std::optional<double> fetch_seconds;  // duration of the read; empty if it did not finish
};

struct ManagerReport {
  std::string manager;
  bool up = false;              // Reading::answered of at least one job
  double seconds = 0;           // duration of the collection
  double timeout_seconds = 0;   // from its begin to its deadline
  std::vector<JobReport> jobs;  // in the order of the configuration
};

// Results of one scrape, in the order of the managers.
using Reports = std::vector<std::shared_ptr<const ManagerReport>>;

}  // namespace cckm
