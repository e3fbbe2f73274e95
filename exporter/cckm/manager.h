// SPDX-License-Identifier: Apache-2.0
// One CipherTrust Manager: its jobs, the connections to it and the source of its tokens.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "exporter/cckm/redaction.h"
#include "exporter/cckm/server_certificate.h"
#include "exporter/cckm/token_source.h"
#include "exporter/cckm/unknown_statuses.h"
#include "exporter/config/settings.h"
#include "exporter/http/client.h"
#include "exporter/model/telemetry.h"
#include "exporter/scrape/job_source.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// Returns the path templates of a manager's requests, each once: label values of `path`.
std::vector<std::string> endpoint_templates(const ManagerSettings& settings);

class Manager final : public JobSource {
 public:
  // Loads the files of the TLS settings; sends nothing. If `predecessor` has the same address,
  // credentials and TLS settings, the two share its token source and the end of its certificate
  // from then on, and the new manager copies the state of the jobs that both have. Fails with
  // kInternal or a TLS failure. `predecessor` can be nullptr, and can be in use.
  static Result<std::shared_ptr<Manager>> create(ManagerSettings settings,
                                                 std::shared_ptr<Telemetry> telemetry,
                                                 const Manager* predecessor = nullptr);
  ~Manager() override;

  // Ends a login back-off at the start of use, and reports the certificates. Thread-safe.
  void enter_service();

  const std::string& name() const override { return settings_.name; }
  const std::vector<Job>& jobs() const override { return jobs_; }
  std::size_t workers() const override { return clients_.size(); }
  Reading read(std::size_t worker, std::size_t job, Window window) override;
  void cancel() override;

 private:
  // State of a job that lasts from one collection to the next.
  struct Memory {
    std::optional<BootClock::time_point> not_before;  // from the Retry-After of a 429
    bool unauthorized = false;  // CM responded 401 to a new token: the token is not the cause
  };
  struct Item {
    JobSettings settings;
    std::string path_template;  // label value of `path`
    std::string target;         // path of the request
    Memory memory;              // guarded by mutex_; all else does not change

    const Endpoint& endpoint() const { return *settings.endpoint; }
  };
  // The outcome of one request for a job.
  struct Outcome {
    Result<SyncJob> job;
    int status = 0;                       // 0: no response
    bool from_cm = false;                 // CM itself responded, see is_from_cm()
    std::vector<Anomaly> anomalies = {};  // about the manager
  };

  Manager(ManagerSettings settings, std::shared_ptr<const TlsContext> tls,
          std::shared_ptr<ServerCertificate> server_certificate,
          std::shared_ptr<Telemetry> telemetry, const Manager* predecessor);

  static std::vector<Item> items_of(const std::vector<JobSettings>& jobs,
                                    const Manager* predecessor);
  static std::vector<Job> jobs_of(const std::vector<Item>& items);
  void copy_memories_to(std::vector<Item>& items) const;
  bool logs_in_like(const ManagerSettings& settings) const;

  Reading read_with_token(HttpClient& client, Item& item, Window window);
  Reading refused_twice(Item& item, const Token& token);
  Outcome fetch(HttpClient& client, Item& item, const Token& token, Window window);
  Outcome fetch_once(HttpClient& client, Item& item, const Token& token, Deadline deadline);
  Result<SyncJob> parse_response(const HttpResponse& response, const Item& item,
                                 const Token& token);
  void redact_texts(SyncJob& run, const SecretFinder& secrets);
  // Returns a finder of the secrets that are in use with this token.
  std::shared_ptr<const SecretFinder> secrets_of(const Token& token);
  Result<Token> token(HttpClient& client, Window window);
  Deadline bounded(Deadline deadline) const;

  bool rate_limited(const Item& item) const;
  bool unauthorized(const Item& item) const;
  void set_unauthorized(Item& item, bool unauthorized);
  void honour_retry_after(Item& item, std::chrono::seconds wait);

  std::vector<Item> items_;
  const std::vector<Job> jobs_;     // of items_, in their order
  const ManagerSettings settings_;  // its jobs are in items_
  const std::shared_ptr<Telemetry> telemetry_;
  const std::shared_ptr<const TlsContext> tls_;  // null for plain HTTP
  const std::shared_ptr<ServerCertificate> server_certificate_;
  Resolver resolver_;
  Cancellation cancellation_;
  BodyLimit body_limit_;
  const std::shared_ptr<TokenSource> tokens_;
  UnknownStatuses unknown_statuses_;
  std::vector<std::unique_ptr<HttpClient>> clients_;  // one for each worker

  mutable std::mutex mutex_;                     // guards all below, and Item::memory
  std::shared_ptr<const SecretFinder> secrets_;  // with the token used last
  std::uint64_t secrets_generation_ = 0;         // of that token
};

}  // namespace cckm
