// SPDX-License-Identifier: Apache-2.0
// Sends the GET requests of one CipherTrust Manager, with its token.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "exporter/cckm/redaction.h"
#include "exporter/cckm/server_certificate.h"
#include "exporter/cckm/token_source.h"
#include "exporter/config/settings.h"
#include "exporter/http/client.h"
#include "exporter/model/anomaly.h"
#include "exporter/model/telemetry.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

class CmClient {
 public:
  // What one kind of request has met, from one collection to the next. Two collections can use it
  // at once: the later response then decides.
  class Memory {
   public:
    Memory() = default;
    Memory(const Memory& other);
    Memory& operator=(const Memory&) = delete;

   private:
    friend class CmClient;
    bool rate_limited() const;
    void honour_retry_after(std::chrono::seconds wait);
    bool unauthorized() const;
    void set_unauthorized(bool unauthorized);

    mutable std::mutex mutex_;                           // guards all below
    std::optional<BootClock::time_point> not_before_{};  // from the Retry-After of a 429
    bool unauthorized_ = false;  // CM responded 401 to a new token: the token is not the cause
  };

  struct Get {
    std::size_t worker;              // less than workers(), used by no other call
    const std::string& target;       // path and query
    std::string_view path_template;  // label value of `path`
    Memory& memory;
    Window window;
  };
  // Reads a response of status 200. Returns a failure if it is not understood. Can be called twice,
  // and from any thread.
  using Understand =
      std::function<std::optional<Failure>(const HttpResponse&, const SecretFinder&)>;
  struct Answer {
    std::optional<Failure> failure;  // empty if a response was understood
    bool answered = false;           // CM itself responded, with another status than 401
    bool login_failed = false;
    std::vector<Anomaly> anomalies = {};  // about the manager
  };

  // Loads the files of the TLS settings; sends nothing. If `predecessor` has the same address,
  // credentials and TLS settings, the two share its token source and the end of its certificate
  // from then on. Fails with kInternal or a TLS failure. `predecessor` can be nullptr, and can be
  // in use. `workers`: how many calls of get() can run at once.
  static Result<std::unique_ptr<CmClient>> create(const ManagerSettings& settings,
                                                  std::size_t workers,
                                                  std::shared_ptr<Telemetry> telemetry,
                                                  const CmClient* predecessor);
  ~CmClient();

  // Ends a login back-off at the start of use, and reports the certificates. Thread-safe.
  void enter_service();
  // Returns true if this client logs in at the same place with the same credentials.
  bool logs_in_like(const ManagerSettings& settings) const;
  std::size_t workers() const { return clients_.size(); }

  // Sends a request, and again where that helps. Returns by the end of the window, apart from
  // scheduling delays. Throws what `understand` throws, and std::bad_alloc. Thread-safe for
  // different workers.
  Answer get(const Get& get, const Understand& understand);

  // Makes every running and every later get() fail at once. Cannot be undone. Thread-safe.
  void cancel();

 private:
  // The outcome of one request.
  struct Outcome {
    std::optional<Failure> failure = {};
    int status = 0;        // 0: no response
    bool from_cm = false;  // CM itself responded, see is_from_cm()
    std::vector<Anomaly> anomalies = {};
  };

  CmClient(const ManagerSettings& settings, std::size_t workers,
           std::shared_ptr<const TlsContext> tls, std::shared_ptr<ServerCertificate> certificate,
           std::shared_ptr<Telemetry> telemetry, const CmClient* predecessor);

  Answer refused_twice(const Get& get, const Token& token);
  Outcome fetch(const Get& get, const Token& token, const Understand& understand);
  Outcome fetch_once(const Get& get, const Token& token, const Understand& understand);
  void read_response(const HttpResponse& response, const Get& get, const Token& token,
                     const Understand& understand, Outcome& outcome);
  // Returns a finder of the secrets that are in use with this token.
  std::shared_ptr<const SecretFinder> secrets_of(const Token& token);
  Result<Token> token(HttpClient& client, Window window);
  Deadline bounded(Deadline deadline) const;

  const Origin origin_;
  const Auth auth_;
  const TlsOptions tls_options_;
  const std::chrono::milliseconds timeout_;  // of one request
  const std::shared_ptr<Telemetry> telemetry_;
  const std::shared_ptr<const TlsContext> tls_;  // null for plain HTTP
  const std::shared_ptr<ServerCertificate> server_certificate_;
  Resolver resolver_;
  Cancellation cancellation_;
  BodyLimit body_limit_;
  const std::shared_ptr<TokenSource> tokens_;
  std::vector<std::unique_ptr<HttpClient>> clients_;  // one for each worker

  std::mutex mutex_;                             // guards all below
  std::shared_ptr<const SecretFinder> secrets_;  // with the token used last
  std::uint64_t secrets_generation_ = 0;         // of that token
};

}  // namespace cckm
