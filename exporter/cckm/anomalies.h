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

// Returns the time of the response: by CM's clock if it has a Date header, otherwise `now`.
std::chrono::sys_seconds time_of(const HttpResponse& response,
                                 std::chrono::system_clock::time_point now);

// Returns true if the run begins more than a minute after `now`.
bool begins_in_the_future(const SyncJob& job, std::chrono::sys_seconds now);

}  // namespace cckm
