// SPDX-License-Identifier: Apache-2.0
// Sends a request: gets a token, and repeats the request where that helps.
//
// 401: the token or the request is the cause.
//   The token source records the 401 and decides about the token. If it has another token now, the
//   request is repeated with that one, once.
//   A 401 to the repeated request makes the request *unauthorized*: a new token did not help, so
//   the request is the cause. The next 401 to an unauthorized request is its failure and costs no
//   login. Any other response ends that state. A token that the source gives up counts as a refused
//   login. The answer says so (Answer::login_failed), and the collection fails the items that are
//   not yet begun.
// 502, 503, 504: the request is repeated once if more than half of the window is left.
// 429: this request, and no other one, is not sent again before its Retry-After has passed.
// Other failures: the answer has the reason. The next collection tries again.
//
// A reverse proxy or a captive portal can respond in CM's place. is_from_cm() distinguishes them,
// so that such a manager is not up (Answer::answered).
//
// Deadlines: a request ends with the window, or `timeout` after its begin if that is earlier. A
// login is a request like any other.
//
// The finder of secrets is built again for each new token, because building it hashes every
// spelling of every secret.
//
// Reload: the old and the new client share the token source while an old scrape runs, so that they
// log in once. They also share the end of CM's certificate, which stays known until the next
// handshake.
//
// Threads: get() runs on many workers at once. Each worker has its own HttpClient. No mutex is held
// during a request. secrets_of() holds mutex_ while the token source reads the secret, so that one
// worker builds the finder and the others wait. Order of locks: mutex_, then those of the token
// source.
#include "exporter/cckm/cm_client.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <system_error>
#include <utility>

#include "exporter/cckm/allow_list.h"
#include "exporter/cckm/anomalies.h"
#include "exporter/cckm/bearer_file.h"
#include "exporter/cckm/cm_response.h"
#include "exporter/cckm/credentials.h"
#include "exporter/cckm/login.h"
#include "exporter/http/status.h"

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

// Returns true for the statuses of a proxy or a CM that is restarting.
bool is_worth_a_retry(int status) {
  return status == 502 || status == 503 || status == 504;
}

std::optional<Reason> reason_of(const std::optional<Failure>& failure) {
  return failure ? std::optional(failure->reason) : std::nullopt;
}

std::optional<Failure> failure_of(const Result<HttpResponse>& response) {
  return response ? status_failure(response->status) : std::optional(response.failure());
}

// Reports the request that `exchange` makes to the telemetry. Also reports an exception, because
// each start needs exactly one end. `failure` takes the result of `exchange`.
template <typename Exchange, typename FailureOf>
auto measured(Telemetry& telemetry, std::string_view endpoint, Exchange&& exchange,
              FailureOf&& failure) {
  telemetry.request_started(endpoint);
  const auto begin = Clock::now();
  try {
    auto result = exchange();
    telemetry.request_finished(endpoint, Clock::now() - begin, reason_of(failure(result)));
    return result;
  } catch (const std::exception&) {
    telemetry.request_finished(endpoint, Clock::now() - begin, Reason::kInternal);
    throw;
  }
}

std::shared_ptr<TokenSource> token_source_of(const Auth& auth,
                                             const std::shared_ptr<Telemetry>& telemetry) {
  const ManagerCredentials credentials = credentials_of(auth);
  if (credentials.needs_token_endpoint()) return std::make_shared<Login>(credentials, telemetry);
  return std::make_shared<BearerFile>(credentials, telemetry);
}

}  // namespace

CmClient::Memory::Memory(const Memory& other) {
  const std::lock_guard lock(other.mutex_);
  not_before_ = other.not_before_;
  unauthorized_ = other.unauthorized_;
}

bool CmClient::Memory::rate_limited() const {
  const std::lock_guard lock(mutex_);
  return not_before_ && BootClock::now() < *not_before_;
}

void CmClient::Memory::honour_retry_after(std::chrono::seconds wait) {
  const std::lock_guard lock(mutex_);
  not_before_ = BootClock::now() + wait;
}

bool CmClient::Memory::unauthorized() const {
  const std::lock_guard lock(mutex_);
  return unauthorized_;
}

void CmClient::Memory::set_unauthorized(bool unauthorized) {
  const std::lock_guard lock(mutex_);
  unauthorized_ = unauthorized;
}

Result<std::unique_ptr<CmClient>> CmClient::create(const ManagerSettings& settings,
                                                   std::size_t workers,
                                                   std::shared_ptr<Telemetry> telemetry,
                                                   const CmClient* predecessor) {
  if (predecessor != nullptr && !predecessor->logs_in_like(settings)) predecessor = nullptr;
  const auto certificate = predecessor != nullptr ? predecessor->server_certificate_
                                                  : std::make_shared<ServerCertificate>(telemetry);
  std::shared_ptr<const TlsContext> tls;
  if (settings.url.tls) {
    auto loaded = TlsContext::load(settings.tls, settings.url.host,
                                   [certificate](auto end) { certificate->ends_at(end); });
    if (!loaded) return loaded.failure();
    tls = *loaded;
  }
  try {
    return std::unique_ptr<CmClient>(
        new CmClient(settings, workers, tls, certificate, std::move(telemetry), predecessor));
  } catch (const std::system_error&) {  // of the cancellation
    return Failure{Reason::kInternal, "too many open files"};
  }
}

CmClient::CmClient(const ManagerSettings& settings, std::size_t workers,
                   std::shared_ptr<const TlsContext> tls,
                   std::shared_ptr<ServerCertificate> certificate,
                   std::shared_ptr<Telemetry> telemetry, const CmClient* predecessor)
    : origin_(settings.url),
      auth_(settings.auth),
      tls_options_(settings.tls),
      timeout_(settings.timeout),
      telemetry_(std::move(telemetry)),
      tls_(std::move(tls)),
      server_certificate_(std::move(certificate)),
      resolver_(origin_.host),
      tokens_(predecessor != nullptr ? predecessor->tokens_ : token_source_of(auth_, telemetry_)) {
  for (std::size_t i = 0; i < workers; ++i) {
    clients_.push_back(std::make_unique<HttpClient>(origin_, tls_, resolver_, cancellation_,
                                                    body_limit_, may_send));
  }
}

CmClient::~CmClient() = default;

void CmClient::enter_service() {
  tokens_->begin_anew();
  server_certificate_->report_absence();
  telemetry_->client_certificate_ends_at(tls_ ? tls_->client_certificate_end() : std::nullopt);
}

bool CmClient::logs_in_like(const ManagerSettings& settings) const {
  return settings.url == origin_ && settings.auth == auth_ && settings.tls == tls_options_;
}

void CmClient::cancel() {
  resolver_.cancel();
  cancellation_.cancel();
}

CmClient::Answer CmClient::get(const Get& get, const Understand& understand) {
  if (get.memory.rate_limited()) {
    return {.failure = Failure{Reason::kRateLimited, "within the Retry-After of an earlier 429"}};
  }
  HttpClient& client = *clients_[get.worker];
  auto first = token(client, get.window);
  if (!first) return {.failure = first.failure(), .login_failed = true};
  auto outcome = fetch(get, *first, understand);
  if (outcome.status == 401) {
    if (get.memory.unauthorized()) return {.failure = outcome.failure};
    const bool given_up = tokens_->refused(*first, get.window.begin);
    if (given_up) return {.failure = outcome.failure, .login_failed = true};
    auto second = token(client, get.window);
    if (!second) return {.failure = second.failure(), .login_failed = true};
    // There is no other token, for example because the bearer token file has not changed.
    if (second->generation == first->generation) return {.failure = outcome.failure};
    outcome = fetch(get, *second, understand);
    if (outcome.status == 401) return refused_twice(get, *second);
    first = second;
  }
  // An error of another kind counts as well: its cause is not the token.
  if (outcome.status != 0) {
    tokens_->accepted(*first);
    get.memory.set_unauthorized(false);
  }
  return {.failure = std::move(outcome.failure),
          .answered = outcome.from_cm,
          .anomalies = std::move(outcome.anomalies)};
}

CmClient::Answer CmClient::refused_twice(const Get& get, const Token& token) {
  get.memory.set_unauthorized(true);
  const bool given_up = tokens_->refused_although_new(token, get.window.begin);
  return {.failure = Failure{Reason::kAuth, "refused although the token is new", 401},
          .login_failed = given_up};
}

// Repeats the request at most once, and not in the second half of the window: a second slow
// response would leave no time for the other requests of this worker.
CmClient::Outcome CmClient::fetch(const Get& get, const Token& token,
                                  const Understand& understand) {
  auto outcome = fetch_once(get, token, understand);
  const auto& [begin, end] = get.window;
  const bool half_is_left = end - Clock::now() > (end - begin) / 2;
  if (is_worth_a_retry(outcome.status) && half_is_left) {
    outcome = fetch_once(get, token, understand);
  }
  return outcome;
}

CmClient::Outcome CmClient::fetch_once(const Get& get, const Token& token,
                                       const Understand& understand) {
  HttpClient& client = *clients_[get.worker];
  const HttpRequest request{.method = HttpRequest::Method::kGet,
                            .target = get.target,
                            .bearer = token.jwt.reveal(),
                            .body = {}};
  return measured(
      *telemetry_, get.path_template,
      [&] {
        Outcome outcome;
        const auto response = client.send(request, bounded(get.window.end));
        if (client.sent_twice()) telemetry_->request_repeated(get.path_template);
        if (response) {
          read_response(*response, get, token, understand, outcome);
        } else {
          outcome.failure = response.failure();
        }
        return outcome;
      },
      [](const Outcome& outcome) { return outcome.failure; });
}

void CmClient::read_response(const HttpResponse& response, const Get& get, const Token& token,
                             const Understand& understand, Outcome& outcome) {
  outcome.status = response.status;
  outcome.failure = status_failure(response.status);
  if (response.status == 429) get.memory.honour_retry_after(retry_after(response));
  if (!outcome.failure) {
    outcome.failure = understand(response, *secrets_of(token));
    if (outcome.failure) outcome.failure->status = response.status;
  }
  outcome.from_cm = !outcome.failure || is_from_cm(response);
  if (response.status == 200) {
    outcome.anomalies = anomalies_of(response, token, std::chrono::system_clock::now());
  }
}

std::shared_ptr<const SecretFinder> CmClient::secrets_of(const Token& token) {
  const std::lock_guard lock(mutex_);
  if (!secrets_ || secrets_generation_ != token.generation) {
    auto live = tokens_->live_secrets();
    live.push_back(token.jwt);  // the source can have replaced it since
    secrets_ = std::make_shared<const SecretFinder>(live);
    secrets_generation_ = token.generation;
  }
  return secrets_;
}

Result<Token> CmClient::token(HttpClient& client, Window window) {
  const Send send = [&](const HttpRequest& request, Deadline until) {
    return measured(
        *telemetry_, kTokenPath, [&] { return client.send(request, bounded(until)); }, failure_of);
  };
  return tokens_->get(send, window);
}

// Returns the end of a request that begins now.
Deadline CmClient::bounded(Deadline deadline) const {
  return std::min(deadline, Clock::now() + timeout_);
}

}  // namespace cckm
