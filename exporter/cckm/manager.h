// SPDX-License-Identifier: Apache-2.0
// One CipherTrust Manager: its jobs, the connections to it and the token for it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "exporter/cckm/token_source.h"
#include "exporter/cckm/unknown_statuses.h"
#include "exporter/config/settings.h"
#include "exporter/http/client.h"
#include "exporter/model/telemetry.h"
#include "exporter/scrape/job_source.h"

namespace cckm {

// The grants that a manager set up like this can use, in the order of trying.
std::vector<Grant> grants_of(const Auth& auth);

// The path templates of a manager's requests, each once: label values of `endpoint`.
std::vector<std::string> endpoint_templates(const ManagerSettings& settings);

class Manager final : public JobSource {
 public:
  // Loads what the TLS settings name; touches no network. Takes over from `predecessor`, which may
  // be in use and nullptr, if both log in alike at the same place: its token, which they share from
  // then on, and a copy of what it remembers of jobs that both have.
  static Result<std::shared_ptr<Manager>> create(ManagerSettings settings,
                                                 std::shared_ptr<Telemetry> telemetry,
                                                 const Manager* predecessor = nullptr);
  ~Manager() override;

  // It is in use from now on: a login that was refused is tried again. Thread-safe.
  void enter_service() { tokens_->begin_anew(); }

  const std::string& name() const override { return settings_.name; }
  const std::vector<Job>& jobs() const override { return jobs_; }
  std::size_t workers() const override { return clients_.size(); }
  Reading read(std::size_t worker, std::size_t job, Window window) override;
  void cancel() override;

 private:
  // What is remembered of a job from one collection to the next.
  struct Memory {
    std::optional<BootClock::time_point> not_before;  // from a 429's Retry-After
    bool barred = false;  // its 401 outlived a new token: it is this job's own, not the token's
  };
  // One answer to a request for a job; its status is 0 where none came.
  struct Answer {
    Result<SyncJob> job;
    int status = 0;
    std::vector<Anomaly> anomalies = {};  // about the manager
  };

  using Memories = std::vector<Memory>;  // in the order of the jobs

  Manager(ManagerSettings settings, const std::shared_ptr<const TlsContext>& tls,
          std::shared_ptr<Telemetry> telemetry, const Manager* predecessor);

  bool logs_in_like(const ManagerSettings& settings) const;
  Memories memories_for(const std::vector<JobSettings>& jobs) const;

  Reading read_with_token(std::size_t worker, std::size_t job, Window window);
  Reading refused_twice(std::size_t job, const Token& token);
  Answer fetch(std::size_t worker, std::size_t job, const Token& token, Window window);
  Answer fetch_once(std::size_t worker, std::size_t job, const Token& token, Deadline deadline);
  Result<SyncJob> parse_response(const HttpResponse& response, std::size_t job, const Token& token);
  void redact_texts(SyncJob& run, const SecretFinder& secrets);
  // Finds the secrets that are in use with this token.
  std::shared_ptr<const SecretFinder> secrets_of(const Token& token);
  Result<Token> token(std::size_t worker, Window window);
  Deadline bounded(Deadline deadline) const;

  bool rate_limited(std::size_t job);
  bool barred(std::size_t job);
  void bar(std::size_t job, bool barred);
  void honour_retry_after(std::size_t job, std::chrono::seconds wait);

  const ManagerSettings settings_;
  const std::vector<std::string> templates_;  // of settings_.jobs, in their order
  const std::vector<Job> jobs_;
  const std::shared_ptr<Telemetry> telemetry_;
  Resolver resolver_;
  Cancellation cancellation_;
  BodyLimit body_limit_;
  const std::shared_ptr<TokenSource> tokens_;
  UnknownStatuses unknown_statuses_;
  std::vector<std::unique_ptr<HttpClient>> clients_;  // one for each worker

  mutable std::mutex mutex_;  // guards all below
  Memories memories_;
  std::shared_ptr<const SecretFinder> secrets_;  // with the token used last
  std::uint64_t secrets_generation_ = 0;         // of that token
};

}  // namespace cckm
