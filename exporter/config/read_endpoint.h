// SPDX-License-Identifier: Apache-2.0
// The keys `cloud` and `resource`: a family of synchronization jobs.
#pragma once

#include "exporter/config/yaml/reader.h"
#include "exporter/model/endpoint.h"

namespace cckm {

// Reads both keys of a mapping. Without them: the keys of AWS. Returns nullptr after an error.
const Endpoint* read_endpoint(YamlMapping& mapping);

}  // namespace cckm
