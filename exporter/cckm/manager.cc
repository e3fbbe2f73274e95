// SPDX-License-Identifier: Apache-2.0
// Reads a job: gets a token, sends the request, and makes a Reading of the response.
//
// 401: the token or the job is the cause.
//   The token source records the 401 and decides about the token. If it has another token now, the
//   request is repeated with that one, once.
//   A 401 to the repeated request makes the job *unauthorized*: a new token did not help, so the
//   job is the cause. The next 401 to an unauthorized job is its failure and costs no login. Any
//   other response ends that state. A token that the source gives up counts as a refused login. The
//   reading says so (Reading::login_failed), and the collection fails the jobs that are not yet
//   begun.
// 502, 503, 504: the request is repeated once if more than half of the window is left.
// 429: the job, and no other one, is not requested again before its Retry-After has passed.
// Other failures: the reading has the reason. The next collection tries again.
//
// A reverse proxy or a captive portal can respond in CM's place. is_from_cm() distinguishes them,
// so that such a manager is not up (Reading::answered).
//
// Deadlines: a request ends with the window, or `timeout` after its begin if that is earlier. A
// login is a request like any other.
//
// Redaction: every text of CM that reaches a page or the log passes redact_texts(). The finder is
// built again for each new token, because building it hashes every spelling of every secret.
//
// Reload: the old and the new manager share the token source while an old scrape runs, so that they
// log in once. They also share the end of CM's certificate, which stays known until the next
// handshake. Each has its own copy of the jobs' memories.
//
// Threads: read() runs on many workers at once. Each worker has its own HttpClient. mutex_ guards
// the memories and the finder. It is never held during a request. Two collections can read the same
// job at once: the later response then decides its memory. secrets_of() holds the mutex while the
// token source reads the secret, so that one worker builds the finder and the others wait. Order of
// locks: mutex_, then those of the token source.
#include "exporter/cckm/manager.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "exporter/cckm/allow_list.h"
#include "exporter/cckm/anomalies.h"
#include "exporter/cckm/bearer_file.h"
#include "exporter/cckm/cm_response.h"
#include "exporter/cckm/credentials.h"
#include "exporter/cckm/job_json.h"
#include "exporter/cckm/log_text.h"
#include "exporter/cckm/login.h"
#include "exporter/http/status.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

// Characters of a region's text that the log shows.
constexpr std::size_t kShownOfRegion = 200;

std::string template_of(const Endpoint& endpoint) {
  return std::string(endpoint.path) + "/{id}";
}

// Returns true for the statuses of a proxy or a CM that is restarting.
bool is_worth_a_retry(int status) {
  return status == 502 || status == 503 || status == 504;
}

std::optional<Reason> reason_of(const Result<SyncJob>& job) {
  return job ? std::nullopt : std::optional(job.failure().reason);
}

std::optional<Reason> reason_of(const Result<HttpResponse>& response) {
  const auto failure = response ? status_failure(response->status) : response.failure();
  return failure ? std::optional(failure->reason) : std::nullopt;
}

// Hides a whole label: a part of it would be another label.
void redact_label(std::string& text, const SecretFinder& secrets) {
  if (secrets.whole_in(text)) text = kRedacted;
}

// Reports the request that `exchange` makes to the telemetry. Also reports an exception, because
// each start needs exactly one end.
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

std::shared_ptr<TokenSource> token_source_of(const Auth& auth,
                                             const std::shared_ptr<Telemetry>& telemetry) {
  const ManagerCredentials credentials = credentials_of(auth);
  if (credentials.needs_token_endpoint()) return std::make_shared<Login>(credentials, telemetry);
  return std::make_shared<BearerFile>(credentials, telemetry);
}

}  // namespace

std::vector<std::string> endpoint_templates(const ManagerSettings& settings) {
  std::set<std::string> templates;
  for (const JobSettings& job : settings.jobs) templates.insert(template_of(*job.endpoint));
  if (credentials_of(settings.auth).needs_token_endpoint()) templates.emplace(kTokenPath);
  return {templates.begin(), templates.end()};
}

Result<std::shared_ptr<Manager>> Manager::create(ManagerSettings settings,
                                                 std::shared_ptr<Telemetry> telemetry,
                                                 const Manager* predecessor) {
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
    return std::shared_ptr<Manager>(
        new Manager(std::move(settings), tls, certificate, std::move(telemetry), predecessor));
  } catch (const std::system_error&) {  // of the cancellation
    return Failure{Reason::kInternal, "too many open files"};
  }
}

Manager::Manager(ManagerSettings settings, std::shared_ptr<const TlsContext> tls,
                 std::shared_ptr<ServerCertificate> server_certificate,
                 std::shared_ptr<Telemetry> telemetry, const Manager* predecessor)
    : items_(items_of(std::exchange(settings.jobs, {}), predecessor)),
      jobs_(jobs_of(items_)),
      settings_(std::move(settings)),
      telemetry_(std::move(telemetry)),
      tls_(std::move(tls)),
      server_certificate_(std::move(server_certificate)),
      resolver_(settings_.url.host),
      tokens_(predecessor != nullptr ? predecessor->tokens_
                                     : token_source_of(settings_.auth, telemetry_)) {
  const std::size_t workers = std::min(settings_.max_concurrency, jobs_.size());
  for (std::size_t i = 0; i < workers; ++i) {
    clients_.push_back(std::make_unique<HttpClient>(settings_.url, tls_, resolver_, cancellation_,
                                                    body_limit_, may_send));
  }
}

Manager::~Manager() = default;

void Manager::enter_service() {
  tokens_->begin_anew();
  server_certificate_->report_absence();
  telemetry_->client_certificate_ends_at(tls_ ? tls_->client_certificate_end() : std::nullopt);
}

bool Manager::logs_in_like(const ManagerSettings& settings) const {
  return settings.url == settings_.url && settings.auth == settings_.auth &&
         settings.tls == settings_.tls;
}

std::vector<Manager::Item> Manager::items_of(const std::vector<JobSettings>& jobs,
                                             const Manager* predecessor) {
  std::vector<Item> items;
  items.reserve(jobs.size());
  for (const JobSettings& job : jobs) {
    items.push_back({.settings = job,
                     .path_template = template_of(*job.endpoint),
                     .target = std::string(job.endpoint->path) + "/" + job.id,
                     .memory = {}});
  }
  if (predecessor != nullptr) predecessor->copy_memories_to(items);
  return items;
}

std::vector<JobSource::Job> Manager::jobs_of(const std::vector<Item>& items) {
  std::vector<Job> jobs;
  jobs.reserve(items.size());
  for (const Item& item : items) jobs.push_back({item.settings.name, item.endpoint()});
  return jobs;
}

// Matches jobs by their path, because a reload can rename and reorder them. Upper and lower case of
// an id are equal. A change that an old scrape makes after the copy is lost. It costs one request
// or one login for each job at most.
void Manager::copy_memories_to(std::vector<Item>& items) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Memory> known;
  for (const Item& item : items_) known[to_lower(item.target)] = item.memory;
  for (Item& item : items) item.memory = known[to_lower(item.target)];
}

void Manager::cancel() {
  resolver_.cancel();
  cancellation_.cancel();
}

Reading Manager::read(std::size_t worker, std::size_t job, Window window) {
  try {
    Item& item = items_[job];
    if (rate_limited(item)) {
      return {.job = Failure{Reason::kRateLimited, "within the Retry-After of an earlier 429"}};
    }
    return read_with_token(*clients_[worker], item, window);
  } catch (const std::exception&) {
    return {.job = Failure{Reason::kInternal, "exception"}};  // short: it needs no memory
  }
}

Reading Manager::read_with_token(HttpClient& client, Item& item, Window window) {
  auto first = token(client, window);
  if (!first) return {.job = first.failure(), .login_failed = true};
  auto outcome = fetch(client, item, *first, window);
  if (outcome.status == 401) {
    if (unauthorized(item)) return {.job = outcome.job};
    if (tokens_->refused(*first)) return {.job = outcome.job, .login_failed = true};
    auto second = token(client, window);
    if (!second) return {.job = second.failure(), .login_failed = true};
    // There is no other token, for example because the bearer token file has not changed.
    if (second->generation == first->generation) return {.job = outcome.job};
    outcome = fetch(client, item, *second, window);
    if (outcome.status == 401) return refused_twice(item, *second);
    first = second;
  }
  // An error of another kind counts as well: its cause is not the token.
  if (outcome.status != 0) {
    tokens_->accepted(*first);
    set_unauthorized(item, false);
  }
  return {.job = std::move(outcome.job),
          .answered = outcome.from_cm,
          .anomalies = std::move(outcome.anomalies)};
}

Reading Manager::refused_twice(Item& item, const Token& token) {
  set_unauthorized(item, true);
  const bool given_up = tokens_->refused_although_new(token);
  return {.job = Failure{Reason::kAuth, "refused although the token is new", 401},
          .login_failed = given_up};
}

// Repeats the request at most once, and not in the second half of the window: a second slow
// response would leave no time for the other jobs of this worker.
Manager::Outcome Manager::fetch(HttpClient& client, Item& item, const Token& token, Window window) {
  auto outcome = fetch_once(client, item, token, bounded(window.end));
  const bool half_is_left = window.end - Clock::now() > (window.end - window.begin) / 2;
  if (is_worth_a_retry(outcome.status) && half_is_left) {
    outcome = fetch_once(client, item, token, bounded(window.end));
  }
  return outcome;
}

Manager::Outcome Manager::fetch_once(HttpClient& client, Item& item, const Token& token,
                                     Deadline deadline) {
  const HttpRequest request{.method = HttpRequest::Method::kGet,
                            .target = item.target,
                            .bearer = token.jwt.reveal(),
                            .body = {}};
  Outcome outcome{.job = Failure{Reason::kInternal, "no result"}};
  outcome.job = measured(*telemetry_, item.path_template, [&]() -> Result<SyncJob> {
    const auto response = client.send(request, deadline);
    if (client.sent_twice()) telemetry_->request_repeated(item.path_template);
    if (!response) return response.failure();
    outcome.status = response->status;
    if (outcome.status == 429) honour_retry_after(item, retry_after(*response));
    auto job = parse_response(*response, item, token);
    outcome.from_cm = job.ok() || is_from_cm(*response);
    if (outcome.status == 200) {
      outcome.anomalies = anomalies_of(*response, token, std::chrono::system_clock::now());
    }
    return job;
  });
  return outcome;
}

// Parses first and redacts then, because texts are classified as CM wrote them.
Result<SyncJob> Manager::parse_response(const HttpResponse& response, const Item& item,
                                        const Token& token) {
  if (auto failure = status_failure(response.status)) return *failure;
  auto parsed = parse_job(response.body, item.endpoint(), item.settings.id,
                          {.success = settings_.success_texts, .failure = settings_.failure_texts});
  if (!parsed) return Failure{parsed.failure().reason, parsed.failure().detail, response.status};
  SyncJob& run = parsed.value();
  redact_texts(run, *secrets_of(token));
  if (begins_in_the_future(run, response, std::chrono::system_clock::now())) {
    run.anomalies.push_back({AnomalyKind::kBeginsInTheFuture});
  }
  return parsed;
}

// Redacts all texts of CM that reach a page or the log.
void Manager::redact_texts(SyncJob& run, const SecretFinder& secrets) {
  redact_label(run.container, secrets);
  for (RegionOutcome& region : run.regions) {
    redact_label(region.account, secrets);
    redact_label(region.region, secrets);
    redact_label(region.container, secrets);
  }
  for (RegionFailure& failure : run.failures) {
    failure.text = log_text(failure.text, secrets, kShownOfRegion);
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
    live.push_back(token.jwt);  // the source can have replaced it since
    secrets_ = std::make_shared<const SecretFinder>(live);
    secrets_generation_ = token.generation;
  }
  return secrets_;
}

Result<Token> Manager::token(HttpClient& client, Window window) {
  const Send send = [&](const HttpRequest& request, Deadline until) {
    return measured(*telemetry_, kTokenPath,
                    [&]() -> Result<HttpResponse> { return client.send(request, bounded(until)); });
  };
  return tokens_->get(send, window);
}

// Returns the end of a request that begins now.
Deadline Manager::bounded(Deadline deadline) const {
  return std::min(deadline, Clock::now() + settings_.timeout);
}

bool Manager::rate_limited(const Item& item) const {
  const std::lock_guard lock(mutex_);
  const auto& until = item.memory.not_before;
  return until && BootClock::now() < *until;
}

bool Manager::unauthorized(const Item& item) const {
  const std::lock_guard lock(mutex_);
  return item.memory.unauthorized;
}

void Manager::set_unauthorized(Item& item, bool unauthorized) {
  const std::lock_guard lock(mutex_);
  item.memory.unauthorized = unauthorized;
}

void Manager::honour_retry_after(Item& item, std::chrono::seconds wait) {
  const std::lock_guard lock(mutex_);
  item.memory.not_before = BootClock::now() + wait;
}

}  // namespace cckm
