// SPDX-License-Identifier: Apache-2.0
// A simulated CipherTrust Manager without a network. Turns requests into responses and counts them.
// Used by one thread only.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "tests/simulator/call.h"
#include "tests/simulator/clock.h"
#include "tests/simulator/families.h"
#include "tests/simulator/fault.h"
#include "tests/simulator/job_store.h"
#include "tests/simulator/key_containers.h"
#include "tests/simulator/message.h"
#include "tests/simulator/response.h"
#include "tests/simulator/scheduler.h"
#include "tests/simulator/stats.h"
#include "tests/simulator/token_endpoint.h"

namespace cckm::test {

class Appliance {
 public:
  // `date` is the time of the Date field.
  Appliance(TokenTerms terms, std::size_t extra_jobs, Clock clock, Clock date);
  Appliance(TokenTerms terms, std::size_t extra_jobs, const Clock& clock)
      : Appliance(std::move(terms), extra_jobs, clock, clock) {}
  Appliance(const Appliance&) = delete;
  Appliance& operator=(const Appliance&) = delete;

  Time now() const { return clock_(); }

  // Starts the runs that are due.
  void advance() { scheduler.advance(now()); }

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
  Families families;
  ContainerLists containers;
  Scheduler scheduler{families};

 private:
  void count(const Call& call);
  Response plain_response(const Request& request);
  Response login_response(const Request& request);
  Response read_response(const Request& request, const Call& call);
  Response job_response(const Call& call);
  Response runs_response(const Endpoint& endpoint, const ListQuery& query);
  Response list_response(const Request& request, const Call& call);
  Response unexpected(const Request& request, unsigned status);

  Clock clock_;
  Clock date_;
  Stats stats_;
  std::uint64_t in_flight_ = 0;
};

}  // namespace cckm::test
