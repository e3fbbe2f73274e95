// SPDX-License-Identifier: Apache-2.0
// A small CipherTrust Manager for tests and for a first look: HTTPS with a certificate made at
// start, tokens that expire, jobs of several clouds that make progress, and faults on request.
//
//   Simulator simulator{{.extra_jobs = 100}};
//   simulator.url();                                            // https://127.0.0.1:PORT
//   simulator.ca_pem();                                         // for the client's ca_file
//   simulator.set_fault({.kind = CallKind::kJob, .status = 503});
//   CHECK(simulator.stats().forbidden_requests() == 0);
//
// It knows the exporter's two kinds of request, `POST /api/v1/auth/tokens/` and `GET` of one
// synchronization job. People may also list a family's jobs. Everything else it answers with an
// error and counts as unexpected.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/certificate.h"
#include "tests/simulator/clock.h"
#include "tests/simulator/fault.h"
#include "tests/simulator/job_book.h"
#include "tests/simulator/stats.h"

namespace cckm::test {

struct SimulatorOptions {
  std::string listen = "127.0.0.1:0";  // numeric host, IPv6 in brackets; port 0: any free one
  std::string control_listen = {};     // likewise; empty: no control interface (see control.h)
  std::string host_name = {};          // in url(); empty: the address
  std::string username = "cckm-exporter";
  std::string password = "simulated-password";
  std::chrono::seconds token_life{300};
  std::chrono::seconds refresh_token_life{1800};
  std::chrono::milliseconds latency{0};  // before each answer
  std::size_t extra_jobs = 0;            // completed AWS jobs of three regions each
  bool plain_http = false;
  CertificateSpec certificate = {};
  bool require_client_certificate = false;  // one of authority()
  bool only_tls11 = false;                  // speaks nothing newer
  // Time of tokens and jobs, and of the Date field if that has no time of its own. Called on the
  // simulator's thread.
  Clock clock = std::chrono::system_clock::now;
  Clock date = {};
};

// Listens from construction to destruction, on one thread of its own. Its functions are
// thread-safe.
class Simulator {
 public:
  // Throws std::exception where it cannot listen or make its certificate.
  explicit Simulator(const SimulatorOptions& options = {});
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  const std::string& url() const;
  const std::string& control_url() const;  // empty without a control interface
  const CertificateAuthority& authority() const;
  const std::string& ca_pem() const { return authority().pem(); }

  std::vector<JobRef> jobs() const;
  Stats stats() const;

  // Adds a fault to those that are set; of several that strike a call, the first one set does.
  void set_fault(Fault fault);
  void clear_faults();

  // From its next run on, which a job that is not running has at once, the job fails or succeeds in
  // a region: `account/region`, or what follows the last slash. False if there is none such.
  bool fail_region(const std::string& job_id, std::string_view region);
  bool heal_region(const std::string& job_id, std::string_view region);

  // Tokens that nobody logged in for, and the end of all that were handed out.
  std::string mint_token();
  std::string mint_refresh_token();
  void revoke_tokens();
  void revoke_refresh_tokens();
  void set_password(std::string password);
  // All tokens and refresh tokens that were ever handed out.
  std::vector<std::string> secrets() const;

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

}  // namespace cckm::test
