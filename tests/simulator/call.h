// SPDX-License-Identifier: Apache-2.0
// The two kinds of request that the exporter may send, and how they are told from all others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exporter/model/endpoint.h"

namespace cckm {

// A request as it arrived; the views live as long as its buffers.
struct Request {
  std::string_view method = {};
  std::string_view target = {};
  std::string_view authorization = {};
  std::string_view content_type = {};
  std::string_view body = {};
};

enum class CallKind { kToken, kJob };

struct Call {
  CallKind kind = CallKind::kToken;
  const Endpoint* endpoint = nullptr;  // of a kJob
  std::string job_id;                  // of a kJob
};

// Empty for everything but `POST /api/v1/auth/tokens/` with a JSON body and `GET` of one job.
std::optional<Call> recognise(const Request& request);

// The status that CM would answer to a request that recognise() does not know: 404, or 405 or 400
// where the target exists but not with this method or not with this content.
unsigned refusal_status(const Request& request);

}  // namespace cckm
