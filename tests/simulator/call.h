// SPDX-License-Identifier: Apache-2.0
// Recognises the requests that the simulator serves: logins, jobs, and the lists of jobs, of key
// containers and of schedules.
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

enum class CallKind { kToken, kJob, kList, kContainers, kSchedules };

struct Call {
  CallKind kind = CallKind::kToken;
  std::string target = {};             // as received
  const Endpoint* endpoint = nullptr;  // of a kJob or kList
  std::string job_id = {};             // of a kJob
  std::string containers = {};         // of kContainers: the path below /api/v1/cckm/
  std::string query = {};              // of a list of any kind: the part after the `?`
};

// Recognises `POST /api/v1/auth/tokens/` with a JSON body, and `GET` of one job, of the list of a
// family's jobs, of key containers and of schedules. Returns empty for every other request.
std::optional<Call> recognise(const Request& request);

// Returns CM's status for a request that recognise() rejects: 404 for an unknown target, 405 for a
// wrong method, 400 for wrong content.
unsigned refusal_status(const Request& request);

}  // namespace cckm::test
