// SPDX-License-Identifier: Apache-2.0
// A simulated CipherTrust Manager without a network. Turns requests into responses and counts them.
// Used by one thread only.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "tests/simulator/call.h"
#include "tests/simulator/clock.h"
#include "tests/simulator/fault.h"
#include "tests/simulator/job_store.h"
#include "tests/simulator/message.h"
#include "tests/simulator/response.h"
#include "tests/simulator/stats.h"
#include "tests/simulator/token_endpoint.h"

namespace cckm::test {

class Appliance {
 public:
  // `date` is the time of the Date field.
  Appliance(TokenTerms terms, std::size_t extra_jobs, Clock clock, Clock date);
  Appliance(TokenTerms terms, std::size_t extra_jobs, const Clock& clock)
      : Appliance(std::move(terms), extra_jobs, clock, clock) {}

  // Counts the connection and returns the fault of its handshake.
  Fault admit_connection();

  // Counts the request and returns its fault. Without a fault, returns one that does nothing.
  Fault admit(const Request& request);

  // Returns the bytes to send for a request. Precondition: admit() returned `fault` for it.
  Message respond(const Request& request, const Fault& fault, bool keep_alive);

  // Counts bytes that are not HTTP and returns a 400.
  Message reject_garbage();

  // Counts a request as in flight during its own lifetime.
  class InFlight {
   public:
    explicit InFlight(Appliance& appliance);
    ~InFlight() { --appliance_.in_flight_; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

   private:
    Appliance& appliance_;
  };

  void count_handshake() { ++stats_.tls_handshakes; }
  Stats stats() const;

  TokenEndpoint tokens;
  JobStore jobs;
  FaultList faults;

 private:
  Response plain_response(const Request& request);
  Response job_response(const Request& request, const Call& call) const;
  Response list_response(const Request& request, const Call& call);
  Response unexpected(const Request& request, unsigned status);

  Clock date_;
  Stats stats_;
  std::uint64_t in_flight_ = 0;
};

}  // namespace cckm::test
