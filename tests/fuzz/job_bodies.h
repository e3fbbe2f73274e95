// SPDX-License-Identifier: Apache-2.0
// Reads fuzzed bytes as CM's answers to requests that would have fitted them, so that a body need
// not guess its id to be accepted.
#pragma once

#include <algorithm>
#include <string_view>

#include "exporter/cckm/job_json.h"

namespace cckm::test {

// The text of the first "id", as it is written.
inline std::string_view id_in(std::string_view body) {
  constexpr std::string_view kBefore = R"("id":")";
  const std::size_t at = body.find(kBefore);
  if (at == std::string_view::npos) return "1";
  body.remove_prefix(at + kBefore.size());
  return body.substr(0, body.find('"'));
}

// The first endpoint whose containers the body mentions; AWS' keys where it mentions none.
inline const Endpoint& endpoint_of(std::string_view body) {
  const auto found = std::find_if(endpoints().begin(), endpoints().end(), [&](const Endpoint& e) {
    return body.find(e.containers) != std::string_view::npos;
  });
  return found == endpoints().end() ? endpoints().front() : *found;
}

inline Result<SyncJob> read_body(std::string_view body) {
  static const std::string success_texts[] = {"vault synchronized"};
  return parse_job(body, endpoint_of(body), id_in(body), success_texts);
}

}  // namespace cckm::test
