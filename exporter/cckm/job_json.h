// SPDX-License-Identifier: Apache-2.0
// Reads CM's JSON of a synchronization job.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "exporter/model/endpoint.h"
#include "exporter/model/result.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// Reads CM's response to GET endpoint.path/wanted_id. `success_texts` are further endings of an
// entry of `detailed_status` that mean success, whatever their case. Uses memory of a small
// multiple of the body. Fails with kBadJson, kTooLarge or kBadSchema: the detail names the member,
// never its value. The text of an anomaly is CM's own, raw and of any length. Thread-safe.
// Precondition: no success text is empty.
Result<SyncJob> parse_job(std::string_view body, const Endpoint& endpoint,
                          std::string_view wanted_id, std::span<const std::string> success_texts);

}  // namespace cckm
