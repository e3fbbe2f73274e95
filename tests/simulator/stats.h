// SPDX-License-Identifier: Apache-2.0
// What the simulator has seen since its start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulator/token_desk.h"

namespace cckm::test {

struct Stats {
  std::uint64_t connections = 0;     // TCP connections accepted
  std::uint64_t tls_handshakes = 0;  // that came to a good end
  std::uint64_t requests = 0;        // of every kind
  std::uint64_t job_requests = 0;
  std::uint64_t list_requests = 0;
  TokenDesk::Counts token_requests;
  std::uint64_t refused_logins = 0;  // token requests that were answered 401
  std::uint64_t unexpected_requests = 0;
  std::vector<std::string> unexpected;  // what the first of them were, fit to be printed
  std::uint64_t max_in_flight = 0;      // most requests that were being answered at once

  // Returns how many requests the exporter must never send: unexpected ones and lists. Only people
  // ask for lists.
  std::uint64_t forbidden_requests() const { return unexpected_requests + list_requests; }
};

// As JSON, with members named as here.
std::string to_json(const Stats& stats);

}  // namespace cckm::test
