// SPDX-License-Identifier: Apache-2.0
// Parses fuzzed bytes as CM's responses. It takes id and endpoint from the body itself, so that the
// fuzzer need not guess them.
#pragma once

#include <algorithm>
#include <string_view>

#include "exporter/cckm/job_json.h"

namespace cckm::test {

// Returns the text of the first "id" without unescaping it, or "1" if there is none.
inline std::string_view id_in(std::string_view body) {
  constexpr std::string_view kBefore = R"("id":")";
  const std::size_t at = body.find(kBefore);
  if (at == std::string_view::npos) return "1";
  body.remove_prefix(at + kBefore.size());
  return body.substr(0, body.find('"'));
}

// Returns the first endpoint whose containers the body mentions, or the endpoint of AWS keys.
inline const Endpoint& endpoint_of(std::string_view body) {
  const auto found = std::find_if(endpoints().begin(), endpoints().end(), [&](const Endpoint& e) {
    return body.find(e.containers) != std::string_view::npos;
  });
  return found == endpoints().end() ? endpoints().front() : *found;
}

// Returns texts of a configuration.
inline RegionTexts configured_texts() {
  static const std::string success_texts[] = {"vault synchronized"};
  static const FailureText failure_texts[] = {{RegionError::kQuota, "no room"}};
  return {.success = success_texts, .failure = failure_texts};
}

inline Result<SyncJob> read_body(std::string_view body) {
  return parse_job(body, endpoint_of(body), id_in(body), configured_texts());
}

}  // namespace cckm::test
