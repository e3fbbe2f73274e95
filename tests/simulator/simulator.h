// SPDX-License-Identifier: Apache-2.0
// A simulated CipherTrust Manager for tests and for a first look. It has HTTPS with a new
// certificate, tokens that expire, jobs of several clouds that make progress, and faults on
// request.
//
//   Simulator simulator{{.extra_jobs = 100}};
//   simulator.url();                                            // https://127.0.0.1:PORT
//   simulator.ca_pem();                                         // for the client's ca_file
//   simulator.set_fault({.kind = CallKind::kJob, .status = 503});
//   CHECK(simulator.stats().forbidden_requests() == 0);
//
// It serves the exporter's requests: `POST /api/v1/auth/tokens/`, and `GET` of one synchronization
// job, of the list of a family's jobs, of key containers and of schedules. Every other request gets
// an error and counts as unexpected.
//
// A test gives it lists, key containers and schedules by change():
//
//   simulator.change([](Appliance& cm) {
//     cm.families.of("azure").list.order = ListOrder::kOldestFirst;
//   });
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/certificate.h"
#include "tests/simulator/clock.h"
#include "tests/simulator/fault.h"
#include "tests/simulator/job_store.h"
#include "tests/simulator/stats.h"

namespace cckm::test {

class Appliance;

struct SimulatorOptions {
  std::string listen = "127.0.0.1:0";  // numeric host, IPv6 in brackets; port 0: any free one
  std::string control_listen = {};     // the same format; empty: no control interface (control.h)
  std::string host_name = {};          // in url(); empty: the address
  std::string username = "cckm-exporter";
  std::string password = "simulated-password";
  std::chrono::seconds token_life{300};
  std::chrono::seconds refresh_token_life{1800};
  std::chrono::milliseconds latency{0};  // before each response
  std::size_t extra_jobs = 0;            // completed AWS jobs of three regions each
  bool default_world = false;            // see default_world.h
  bool plain_http = false;
  CertificateSpec certificate = {};
  bool issuing_authority = false;           // authority() is not self-signed
  bool require_client_certificate = false;  // issued by authority()
  bool only_tls11 = false;                  // no newer TLS version
  // Time of tokens and jobs, and time of the Date field (empty: `clock`). Called on the simulator's
  // thread.
  Clock clock = std::chrono::system_clock::now;
  Clock date = {};
};

// Listens from construction to destruction, on one thread of its own. Its functions are
// thread-safe.
class Simulator {
 public:
  // Throws std::exception if it cannot listen or make its certificate.
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

  // Runs `change` on the simulator's thread, with everything that appliance.h offers. Blocks until
  // it is done.
  void change(const std::function<void(Appliance&)>& change);

  // Adds a fault. If several faults match a call, the oldest one strikes.
  void set_fault(Fault fault);
  void clear_faults();

  // Makes the job fail or succeed in a region from its next run on. A job that is not running has
  // that run at once. `region` is `account/region`, or the part after the last slash. Returns false
  // if there is no such job or region.
  bool fail_region(const std::string& job_id, std::string_view region);
  bool heal_region(const std::string& job_id, std::string_view region);

  // Issues a token without a login; revokes all issued tokens.
  std::string mint_token();
  std::string mint_refresh_token();
  void revoke_tokens();
  void revoke_refresh_tokens();
  void set_password(std::string password);
  // Returns all tokens and refresh tokens that were ever issued.
  std::vector<std::string> secrets() const;

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

}  // namespace cckm::test
