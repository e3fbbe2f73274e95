// SPDX-License-Identifier: Apache-2.0
// Finds anomalies of the clocks and of the token in a response that could be read.
#pragma once

#include <chrono>
#include <vector>

#include "exporter/cckm/token_source.h"
#include "exporter/http/client.h"
#include "exporter/model/anomaly.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// Returns the anomalies of the manager. `now` is when the response arrived, by the clock of this
// machine.
std::vector<Anomaly> anomalies_of(const HttpResponse& response, const Token& token,
                                  std::chrono::system_clock::time_point now);

// Returns true if the run begins in the future: by CM's clock if the response has a Date header,
// otherwise by the clock of this machine.
bool begins_in_the_future(const SyncJob& job, const HttpResponse& response,
                          std::chrono::system_clock::time_point now);

}  // namespace cckm
