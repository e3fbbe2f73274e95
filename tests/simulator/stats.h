// SPDX-License-Identifier: Apache-2.0
// The simulator's counts since its start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulator/token_endpoint.h"

namespace cckm::test {

struct Stats {
  std::uint64_t connections = 0;     // TCP connections accepted
  std::uint64_t tls_handshakes = 0;  // successful ones
  std::uint64_t requests = 0;        // of every kind
  std::uint64_t job_requests = 0;
  std::uint64_t list_requests = 0;
  std::uint64_t container_requests = 0;  // lists of key containers
  std::uint64_t schedule_requests = 0;   // lists of schedules
  TokenEndpoint::Counts token_requests;
  std::uint64_t refused_logins = 0;  // token requests with status 401
  std::uint64_t unexpected_requests = 0;
  std::vector<std::string> unexpected;  // method and target of the first of them, printable
  std::uint64_t max_in_flight = 0;      // most requests in flight at once

  // Returns the number of requests that an exporter without discovery must never send: unexpected
  // ones and lists.
  std::uint64_t forbidden_requests() const {
    return unexpected_requests + list_requests + container_requests + schedule_requests;
  }
};

// Returns the counts as JSON. Its members have the names of Stats.
std::string to_json(const Stats& stats);

}  // namespace cckm::test
