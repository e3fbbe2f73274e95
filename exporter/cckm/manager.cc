// SPDX-License-Identifier: Apache-2.0
// Reading one job: a token, a request, an answer, and what each of them failing means.
#include "exporter/cckm/manager.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>

#include "exporter/cckm/allow_list.h"
#include "exporter/cckm/anomalies.h"
#include "exporter/cckm/job_json.h"
#include "exporter/http/status.h"

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

std::string template_of(const Endpoint& endpoint) {
  return std::string(endpoint.path) + "/{id}";
}

std::vector<std::string> templates_of(const std::vector<JobSettings>& jobs) {
  std::vector<std::string> templates;
  templates.reserve(jobs.size());
  for (const auto& job : jobs) templates.push_back(template_of(*job.endpoint));
  return templates;
}

std::vector<JobSource::Job> jobs_of(const std::vector<JobSettings>& settings) {
  std::vector<JobSource::Job> jobs;
  jobs.reserve(settings.size());
  for (const auto& job : settings) jobs.push_back({job.name, *job.endpoint});
  return jobs;
}

bool worth_a_second_try(int status) {
  return status == 502 || status == 503 || status == 504;
}

std::optional<Reason> reason_of(const Result<SyncJob>& job) {
  return job ? std::nullopt : std::optional(job.failure().reason);
}

std::optional<Reason> reason_of(const Result<HttpResponse>& response) {
  const auto failure = response ? status_failure(response->status) : response.failure();
  return failure ? std::optional(failure->reason) : std::nullopt;
}

void redact_label(std::string& text, const SecretFinder& secrets) {
  if (secrets.whole_in(text)) text = kRedacted;
}

// Tells the telemetry of one request, which `exchange` makes.
template <typename Exchange>
auto measured(Telemetry& telemetry, std::string_view endpoint, Exchange&& exchange) {
  telemetry.request_started(endpoint);
  const auto begin = Clock::now();
  try {
    auto result = exchange();
    telemetry.request_finished(endpoint, Clock::now() - begin, reason_of(result));
    return result;
  } catch (const std::exception&) {
    telemetry.request_finished(endpoint, Clock::now() - begin, Reason::kInternal);
    throw;
  }
}

}  // namespace

std::vector<Grant> grants_of(const Auth& auth) {
  if (std::holds_alternative<PasswordAuth>(auth)) return {Grant::kPassword, Grant::kRefreshToken};
  if (std::holds_alternative<RefreshTokenAuth>(auth)) return {Grant::kRefreshToken};
  return {Grant::kBearerFile};
}

std::vector<std::string> endpoint_templates(const ManagerSettings& settings) {
  auto templates = templates_of(settings.jobs);
  if (!std::holds_alternative<BearerAuth>(settings.auth)) templates.emplace_back(kTokenPath);
  std::sort(templates.begin(), templates.end());
  templates.erase(std::unique(templates.begin(), templates.end()), templates.end());
  return templates;
}

Result<std::shared_ptr<Manager>> Manager::create(ManagerSettings settings,
                                                 std::shared_ptr<Telemetry> telemetry,
                                                 const Manager* predecessor) {
  std::shared_ptr<const TlsContext> tls;
  if (settings.url.tls) {
    auto loaded = TlsContext::load(settings.tls, settings.url.host);
    if (!loaded) return loaded.failure();
    tls = *loaded;
  }
  if (predecessor != nullptr && !predecessor->logs_in_like(settings)) predecessor = nullptr;
  try {
    return std::shared_ptr<Manager>(
        new Manager(std::move(settings), tls, std::move(telemetry), predecessor));
  } catch (const std::system_error&) {  // of the cancellation
    return Failure{Reason::kInternal, "too many open files"};
  }
}

Manager::Manager(ManagerSettings settings, const std::shared_ptr<const TlsContext>& tls,
                 std::shared_ptr<Telemetry> telemetry, const Manager* predecessor)
    : settings_(std::move(settings)),
      templates_(templates_of(settings_.jobs)),
      jobs_(jobs_of(settings_.jobs)),
      telemetry_(std::move(telemetry)),
      resolver_(settings_.url.host),
      tokens_(predecessor != nullptr ? predecessor->tokens_
                                     : std::make_shared<TokenSource>(settings_.auth, telemetry_)),
      memories_(predecessor != nullptr ? predecessor->memories_for(settings_.jobs)
                                       : Memories(jobs_.size())) {
  const std::size_t workers = std::min(settings_.max_concurrency, jobs_.size());
  for (std::size_t i = 0; i < workers; ++i) {
    clients_.push_back(std::make_unique<HttpClient>(settings_.url, tls, resolver_, cancellation_,
                                                    body_limit_, may_send));
  }
}

Manager::~Manager() = default;

bool Manager::logs_in_like(const ManagerSettings& settings) const {
  return settings.url == settings_.url && settings.auth == settings_.auth &&
         settings.tls == settings_.tls;
}

Manager::Memories Manager::memories_for(const std::vector<JobSettings>& jobs) const {
  const std::lock_guard lock(mutex_);
  std::map<std::pair<const Endpoint*, std::string_view>, Memory> known;
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    known[{settings_.jobs[i].endpoint, settings_.jobs[i].id}] = memories_[i];
  }
  Memories memories;
  memories.reserve(jobs.size());
  for (const auto& job : jobs) memories.push_back(known[{job.endpoint, job.id}]);
  return memories;
}

void Manager::cancel() {
  resolver_.cancel();
  cancellation_.cancel();
}

Reading Manager::read(std::size_t worker, std::size_t job, Window window) {
  try {
    if (rate_limited(job)) {
      return {.job = Failure{Reason::kRateLimited, "within the Retry-After of an earlier 429"}};
    }
    return read_with_token(worker, job, window);
  } catch (const std::exception&) {
    return {.job = Failure{Reason::kInternal, "exception"}};  // short: it needs no memory
  }
}

Reading Manager::read_with_token(std::size_t worker, std::size_t job, Window window) {
  auto first = token(worker, window);
  if (!first) return {.job = first.failure(), .login_failed = true};
  auto answer = fetch(worker, job, *first, window);
  if (answer.status == 401) {
    if (barred(job)) return {.job = answer.job};
    if (tokens_->refused(*first)) return {.job = answer.job, .login_failed = true};
    auto second = token(worker, window);
    if (!second) return {.job = second.failure(), .login_failed = true};
    if (second->generation == first->generation) return {.job = answer.job};
    answer = fetch(worker, job, *second, window);
    if (answer.status == 401) return refused_twice(job, *second);
    first = second;
  }
  if (answer.status != 0) {
    tokens_->accepted(*first);
    bar(job, false);
  }
  return {.job = std::move(answer.job),
          .answered = answer.status != 0,
          .anomalies = std::move(answer.anomalies)};
}

Reading Manager::refused_twice(std::size_t job, const Token& token) {
  bar(job, true);
  const bool given_up = tokens_->refused_although_new(token);
  return {.job = Failure{Reason::kAuth, "refused although the token is new", 401},
          .login_failed = given_up};
}

Manager::Answer Manager::fetch(std::size_t worker, std::size_t job, const Token& token,
                               Window window) {
  auto answer = fetch_once(worker, job, token, bounded(window.end));
  const bool half_is_left = window.end - Clock::now() > (window.end - window.begin) / 2;
  if (worth_a_second_try(answer.status) && half_is_left) {
    answer = fetch_once(worker, job, token, bounded(window.end));
  }
  return answer;
}

Manager::Answer Manager::fetch_once(std::size_t worker, std::size_t job, const Token& token,
                                    Deadline deadline) {
  const JobSettings& wanted = settings_.jobs[job];
  const HttpRequest request{.method = HttpRequest::Method::kGet,
                            .target = std::string(wanted.endpoint->path) + "/" + wanted.id,
                            .bearer = token.jwt,
                            .body = {}};
  int status = 0;
  std::vector<Anomaly> anomalies;
  auto read = measured(*telemetry_, templates_[job], [&]() -> Result<SyncJob> {
    const auto response = clients_[worker]->send(request, deadline);
    if (!response) return response.failure();
    status = response->status;
    if (status == 429) honour_retry_after(job, retry_after(*response));
    if (auto failure = status_failure(status)) return *failure;
    anomalies = anomalies_of(*response, token, std::chrono::system_clock::now());
    return parse_response(*response, job, token);
  });
  return {.job = std::move(read), .status = status, .anomalies = std::move(anomalies)};
}

Result<SyncJob> Manager::parse_response(const HttpResponse& response, std::size_t job,
                                        const Token& token) {
  const JobSettings& wanted = settings_.jobs[job];
  auto parsed = parse_job(response.body, *wanted.endpoint, wanted.id, settings_.success_texts);
  if (!parsed) return Failure{parsed.failure().reason, parsed.failure().detail, response.status};
  SyncJob& run = parsed.value();
  redact_texts(run, *secrets_of(token));
  if (begins_in_the_future(run, response, std::chrono::system_clock::now())) {
    run.anomalies.push_back({AnomalyKind::kBeginsInTheFuture});
  }
  return parsed;
}

// Of all texts of CM's, those below go on to pages and the log.
void Manager::redact_texts(SyncJob& run, const SecretFinder& secrets) {
  redact_label(run.container, secrets);
  for (RegionOutcome& region : run.regions) {
    redact_label(region.account, secrets);
    redact_label(region.region, secrets);
    redact_label(region.container, secrets);
  }
  std::erase_if(run.anomalies, [&](Anomaly& anomaly) {
    if (anomaly.kind != AnomalyKind::kUnknownStatus) return false;
    const auto shown = unknown_statuses_.shown(anomaly.text, secrets);
    anomaly.text = shown.value_or("");
    return !shown;
  });
}

std::shared_ptr<const SecretFinder> Manager::secrets_of(const Token& token) {
  const std::lock_guard lock(mutex_);
  if (!secrets_ || secrets_generation_ != token.generation) {
    auto live = tokens_->live_secrets();
    live.push_back(token.jwt);  // it may have been replaced since
    secrets_ = std::make_shared<const SecretFinder>(live);
    secrets_generation_ = token.generation;
  }
  return secrets_;
}

Result<Token> Manager::token(std::size_t worker, Window window) {
  const Send send = [&](const HttpRequest& request, Deadline until) {
    return measured(*telemetry_, kTokenPath, [&]() -> Result<HttpResponse> {
      return clients_[worker]->send(request, bounded(until));
    });
  };
  return tokens_->get(send, window);
}

Deadline Manager::bounded(Deadline deadline) const {
  return std::min(deadline, Clock::now() + settings_.timeout);
}

bool Manager::rate_limited(std::size_t job) {
  const std::lock_guard lock(mutex_);
  const auto& until = memories_[job].not_before;
  return until && BootClock::now() < *until;
}

bool Manager::barred(std::size_t job) {
  const std::lock_guard lock(mutex_);
  return memories_[job].barred;
}

void Manager::bar(std::size_t job, bool barred) {
  const std::lock_guard lock(mutex_);
  memories_[job].barred = barred;
}

void Manager::honour_retry_after(std::size_t job, std::chrono::seconds wait) {
  const std::lock_guard lock(mutex_);
  memories_[job].not_before = BootClock::now() + wait;
}

}  // namespace cckm
