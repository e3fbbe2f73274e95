// SPDX-License-Identifier: Apache-2.0
// What clocks have to say about an answer of CM's that could be read.
#pragma once

#include <chrono>
#include <vector>

#include "exporter/cckm/token_source.h"
#include "exporter/http/client.h"
#include "exporter/model/anomaly.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// `now` is when the answer came, by our clock. About the manager:
std::vector<Anomaly> anomalies_of(const HttpResponse& response, const Token& token,
                                  std::chrono::system_clock::time_point now);

// Whether the run begins in the future, by CM's clock where the answer shows it, else by ours.
bool begins_in_the_future(const SyncJob& job, const HttpResponse& response,
                          std::chrono::system_clock::time_point now);

}  // namespace cckm
