// SPDX-License-Identifier: Apache-2.0
// Joins texts of JSON. The resources can be large, and are not parsed again.
#include "tests/simulator/list_envelope.h"

namespace cckm::test {

std::string to_json(const ListEnvelope& list) {
  std::string json =
      R"({"skip":)" + std::to_string(list.skip) + R"(,"limit":)" + std::to_string(list.limit);
  if (list.total) json += R"(,"total":)" + std::to_string(*list.total);
  json += R"(,"resources":)";
  const bool is_null = list.null_when_empty && list.resources.empty();
  json += is_null ? "null" : "[" + list.resources + "]";
  return json + "}";
}

}  // namespace cckm::test
