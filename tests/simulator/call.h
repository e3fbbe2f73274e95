// SPDX-License-Identifier: Apache-2.0
// Recognises the requests that the simulator serves. The exporter sends logins and job requests.
// People also request lists, to find the id of a job.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exporter/model/endpoint.h"

namespace cckm::test {

// A request as received. The views live as long as its buffers.
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
  std::string query;                   // of a kList: the part after the `?`
};

// Recognises `POST /api/v1/auth/tokens/` with a JSON body, `GET` of one job, and `GET` of the list
// of a family's jobs. Returns empty for every other request.
std::optional<Call> recognise(const Request& request);

// Returns CM's status for a request that recognise() rejects: 404 for an unknown target, 405 for a
// wrong method, 400 for wrong content.
unsigned refusal_status(const Request& request);

}  // namespace cckm::test
