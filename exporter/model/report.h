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

struct JobReport {
  std::string sync_job;                        // the job's identity in every metric
  const Endpoint& endpoint;                    // an element of endpoints()
  Result<std::shared_ptr<const SyncJob>> run;  // never nullptr
  std::optional<double> fetch_seconds = {};    // duration of the read; empty if it did not finish
};

// The result of reading one item of a source.
struct Reading {
  std::vector<JobReport> jobs;
  std::optional<Failure> failure = {};  // why the item could not be read
  // True if the item was read, or if CM itself responded with another status than 401. A response
  // of something in CM's place, such as an error page of a proxy, does not count.
  bool answered = false;
  // True if the login failed, so that every other item of the manager fails likewise.
  bool login_failed = false;
  std::vector<Anomaly> anomalies = {};  // about the manager; those about a run are in the run
};

struct ManagerReport {
  std::string manager;
  bool up = false;                      // Reading::answered of at least one item
  double seconds = 0;                   // duration of the collection
  double timeout_seconds = 0;           // from its begin to its deadline
  std::vector<JobReport> jobs;          // in the order of the configuration
  std::vector<Anomaly> anomalies = {};  // about the manager, in the order of the items
};

// Results of one scrape, in the order of the managers.
using Reports = std::vector<std::shared_ptr<const ManagerReport>>;

}  // namespace cckm
