// SPDX-License-Identifier: Apache-2.0
// Reads CM's JSON of its lists of key containers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/model/key_containers.h"
#include "exporter/model/result.h"

namespace cckm {

// One page of CM's list of key containers. A part that an entry lacks is empty.
struct KeyContainerPage {
  std::vector<KeyContainer> containers;
  std::optional<std::uint64_t> total;  // entries of the whole list, as CM says; empty if unusable
};

// Reads CM's response to GET Endpoint::container_list. Fails with kBadJson, kTooLarge or
// kBadSchema: the detail names the place, never its value. The texts are CM's own, raw and of any
// length. Thread-safe.
Result<KeyContainerPage> parse_key_containers(std::string_view body);

}  // namespace cckm
