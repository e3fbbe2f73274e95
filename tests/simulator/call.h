// SPDX-License-Identifier: Apache-2.0
// The kinds of request that the simulator answers, and how they are told from all others. The
// exporter sends the first two; lists of jobs are for people who look for an id.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exporter/model/endpoint.h"

namespace cckm::test {

// A request as it arrived; the views live as long as its buffers.
struct Request {
  std::string_view method = {};
  std::string_view target = {};
  std::string_view authorization = {};
  std::string_view content_type = {};
  std::string_view body = {};
};

enum class CallKind { kToken, kJob, kList };

struct Call {
  CallKind kind = CallKind::kToken;
  const Endpoint* endpoint = nullptr;  // of a kJob or kList
  std::string job_id;                  // of a kJob
  std::string query;                   // of a kList: what follows the `?`
};

// Empty for everything but `POST /api/v1/auth/tokens/` with a JSON body, `GET` of one job, and
// `GET` of a family's jobs.
std::optional<Call> recognise(const Request& request);

// The status that CM would answer to a request that recognise() does not know: 404, or 405 or 400
// where the target exists but not with this method or not with this content.
unsigned refusal_status(const Request& request);

}  // namespace cckm::test
