// SPDX-License-Identifier: Apache-2.0
// Reads CM's JSON of a synchronization job, and of a list of them.
#pragma once

#include <cstddef>
#include <string_view>

#include "exporter/cckm/region_text.h"
#include "exporter/discovery/listed_run.h"
#include "exporter/model/endpoint.h"
#include "exporter/model/result.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// Reads CM's response to GET endpoint.path/wanted_id. Upper and lower case of an id are equal, as
// in a UUID. `texts` are those of the configuration. Uses memory of a small multiple of the body.
// Fails with kBadJson, kTooLarge or kBadSchema: the detail names the member, never its value. The
// text of an anomaly is CM's own, raw and of any length, and so is that of a failed region, up to
// kSearchedForSecrets bytes. Thread-safe.
Result<SyncJob> parse_job(std::string_view body, const Endpoint& endpoint,
                          std::string_view wanted_id, const RegionTexts& texts);

// Reads CM's response to GET endpoint.path. An entry that cannot be understood fails the whole
// page, because its run can be the newest one. Otherwise like parse_job(), but the detail names the
// place, such as `resources[3].createdAt`. An id must be fit for a request: 1 to 128 letters,
// digits, - and _.
Result<RunPage> parse_runs(std::string_view body, const Endpoint& endpoint,
                           const RegionTexts& texts);

}  // namespace cckm
