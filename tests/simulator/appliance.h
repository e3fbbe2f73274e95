// SPDX-License-Identifier: Apache-2.0
// A CipherTrust Manager without a network: a request goes in, an answer comes out, and everything
// is counted. Used by one thread only.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "tests/simulator/answer.h"
#include "tests/simulator/call.h"
#include "tests/simulator/clock.h"
#include "tests/simulator/fault.h"
#include "tests/simulator/job_book.h"
#include "tests/simulator/message.h"
#include "tests/simulator/stats.h"
#include "tests/simulator/token_desk.h"

namespace cckm::test {

class Appliance {
 public:
  // `date` is the time of the Date field.
  Appliance(TokenTerms terms, std::size_t extra_jobs, Clock clock, Clock date);
  Appliance(TokenTerms terms, std::size_t extra_jobs, const Clock& clock)
      : Appliance(std::move(terms), extra_jobs, clock, clock) {}

  // Counts the connection and says which fault strikes its handshake.
  Fault admit_connection();

  // Counts the request and says which fault strikes it; one that does nothing if none does.
  Fault admit(const Request& request);

  // What goes over the wire for a request that was admitted with `fault`.
  Message answer(const Request& request, const Fault& fault, bool keep_alive);

  // Counts something that is not HTTP, and answers it.
  Message answer_garbage();

  // Counts a request as being answered for as long as it lives.
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

  TokenDesk tokens;
  JobBook jobs;
  FaultList faults;

 private:
  Answer plain_answer(const Request& request);
  Answer job_answer(const Request& request, const Call& call) const;
  Answer list_answer(const Request& request, const Call& call);
  Answer unexpected(const Request& request, unsigned status);

  Clock date_;
  Stats stats_;
  std::uint64_t in_flight_ = 0;
};

}  // namespace cckm::test
