// SPDX-License-Identifier: Apache-2.0
// What one collection found out about one manager: the values that the metrics are made of.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/endpoint.h"
#include "exporter/model/result.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// What reading one job came to.
struct Reading {
  Result<SyncJob> job;
  // True if CM answered the request for this job, with any status but 401.
  bool answered = false;
  // True if the failure is the login's and so every job's of this manager, not only this one's.
  bool locked_out = false;
  std::vector<Anomaly> anomalies = {};  // about the manager; those about the run are in the job
};

struct JobReport {
  std::string sync_job;      // the job's configured name, its identity in every metric
  const Endpoint* endpoint;  // never nullptr
  Reading reading;
  std::optional<double> fetch_seconds;  // time its fetch took, if it came to an end
};

struct ManagerReport {
  std::string manager;
  bool up = false;              // CM let us in and answered at least one request
  double seconds = 0;           // time the collection took
  double timeout_seconds = 0;   // the time it was given
  std::vector<JobReport> jobs;  // in the order of the configuration
};

// What one scrape found out, in the order of the managers.
using Reports = std::vector<std::shared_ptr<const ManagerReport>>;

}  // namespace cckm
