// SPDX-License-Identifier: Apache-2.0
// Drives a RunFinder with requests to CM.
//
// Two collections of one manager can overlap, and a reload hands the state to a new reader while an
// old scrape runs. The finder needs its responses in order, so one read() at a time has it, and
// another one waits for it until its own deadline. unread() must not wait: it takes what the last
// read() reported, under a mutex of its own. Order of locks: `reading`, then `reporting`.
//
// A collection must not fail for the sake of history. Once the newest runs are known, a further
// request is sent only in the first half of the window, and its failure ends the collection without
// failing the family. The next collection goes on. A page with an entry that cannot be understood
// is different: it fails the family wherever it is.
#include "exporter/cckm/family_reader.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "exporter/cckm/job_reader.h"
#include "exporter/cckm/key_container_json.h"
#include "exporter/cckm/list_target.h"
#include "exporter/discovery/container_reports.h"

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

// Returns the first part of a window, so that something optional leaves time for the rest.
Window first_third(Window window) {
  return {window.begin, Clock::now() + (window.end - Clock::now()) / 3};
}

bool in_first_half(Window window) {
  return window.end - Clock::now() > (window.end - window.begin) / 2;
}

// Returns true if `status` can be about `sort`. 500 and 501 can be about anything, so they count
// only until `sort` has worked.
bool can_refuse_sort(int status, bool sort_has_worked) {
  return status == 400 || status == 422 || (!sort_has_worked && (status == 500 || status == 501));
}

}  // namespace

FamilyReader::State::State(const FamilySettings& settings, DiscoveryLimits limits)
    : finder({.lookback = settings.lookback, .pages_per_scrape = limits.pages_per_scrape}),
      offer(settings.required) {}

FamilyReader::FamilyReader(const FamilySettings& settings, DiscoveryLimits limits,
                           std::shared_ptr<RunReader> runs, const FamilyReader* predecessor)
    : settings_(settings),
      limits_(limits),
      runs_(std::move(runs)),
      state_(predecessor != nullptr ? predecessor->state_
                                    : std::make_shared<State>(settings, limits)) {}

bool FamilyReader::continues_as(const FamilySettings& settings, DiscoveryLimits limits) const {
  return settings.endpoint == settings_.endpoint && settings.lookback == settings_.lookback &&
         settings.required == settings_.required &&
         limits.pages_per_scrape == limits_.pages_per_scrape;
}

Reading FamilyReader::read(CmClient& client, std::size_t worker, Window window) {
  const auto turn = state_->reading.begin(window.end);
  if (!turn) return {.failure = Failure{Reason::kTimeout, "another collection reads the family"}};
  if (state_->offer.is_refused(BootClock::now())) return report({.answered = true});
  const Call call{client, worker, window};
  // Key containers come second: a login that fails must be the failure of the family.
  const CmClient::Answer answer = find_runs(call);
  if (answer.failure) return report(answer);
  state_->offer.confirm();
  return report(answer, renew_containers(call));
}

// A failure costs nothing: the last list serves on. One request of a collection is free. Further
// ones count against the page limit, as those for runs do.
std::size_t FamilyReader::renew_containers(const Call& call) {
  const Call optional{call.client, call.worker, first_third(call.window)};
  const std::size_t most = 1 + state_->finder.requests_left();
  for (std::size_t requests = 0; requests < most; ++requests) {
    const auto skip = state_->renewal.next(BootClock::now());
    if (!skip) return requests;
    if (!read_containers(optional, *skip)) return requests + 1;
  }
  return most;
}

bool FamilyReader::read_containers(const Call& call, std::size_t skip) {
  const auto understand = [&](const HttpResponse& response,
                              const SecretFinder& secrets) -> std::optional<Failure> {
    auto page = parse_key_containers(response.body);
    if (!page) return page.failure();
    for (KeyContainer& container : page.value().containers) {
      redact_label(container.id, secrets);
      redact_label(container.name, secrets);
      state_->renewed.push_back(std::move(container));
    }
    if (state_->renewal.page(page->containers.size(), page->total, BootClock::now())) {
      state_->listed = std::make_shared<const KeyContainers>(std::exchange(state_->renewed, {}));
    }
    return std::nullopt;
  };
  const std::string target = containers_target(*settings_.endpoint, skip);
  const auto answer = call.client.get({call.worker, target, settings_.endpoint->container_list,
                                       state_->container_memory, call.window},
                                      understand);
  if (!answer.failure) return true;
  state_->renewal.failed(BootClock::now());
  state_->renewed.clear();
  return false;
}

CmClient::Answer FamilyReader::find_runs(const Call& call) {
  RunFinder& finder = state_->finder;
  finder.begin(timestamp_of(std::chrono::system_clock::now()));
  CmClient::Answer all;
  bool has_page = false;  // of this collection
  while (const auto request = finder.next()) {
    // Where the list has no order, the newest runs can be known from earlier collections.
    const bool is_further = has_page && finder.knows_newest();
    if (is_further && request->kind != RunFinder::Request::Kind::kRunning &&
        !in_first_half(call.window)) {
      break;
    }
    auto answer = send(call, *request);
    all.answered = all.answered || answer.answered;
    all.anomalies = std::move(answer.anomalies);
    has_page = has_page || !answer.failure;
    if (!answer.failure || recover(*request, *answer.failure)) continue;
    all.login_failed = answer.login_failed;
    const bool understood = answer.failure->reason != Reason::kBadSchema;
    if (is_further && understood && !answer.login_failed) break;
    all.failure = std::move(answer.failure);
    break;
  }
  return all;
}

CmClient::Answer FamilyReader::send(const Call& call, const RunFinder::Request& request) {
  return request.kind == RunFinder::Request::Kind::kRun ? send_run(call, request)
                                                        : send_list(call, request);
}

CmClient::Answer FamilyReader::send_list(const Call& call, const RunFinder::Request& request) {
  const bool running = request.kind == RunFinder::Request::Kind::kRunning;
  const std::string target = running
                                 ? running_target(*settings_.endpoint)
                                 : runs_target(*settings_.endpoint, request.skip, request.sorted);
  const auto understand = [&](const HttpResponse& response,
                              const SecretFinder& secrets) -> std::optional<Failure> {
    const auto page = runs_->page(response, *settings_.endpoint, secrets);
    if (!page) return page.failure();
    state_->finder.page(*page);
    return std::nullopt;
  };
  return call.client.get(
      {call.worker, target, settings_.endpoint->path, state_->list_memory, call.window},
      understand);
}

CmClient::Answer FamilyReader::send_run(const Call& call, const RunFinder::Request& request) {
  const std::string target = std::string(settings_.endpoint->path) + "/" + request.id;
  const auto understand = [&](const HttpResponse& response,
                              const SecretFinder& secrets) -> std::optional<Failure> {
    auto run = runs_->run(response, *settings_.endpoint, request.id, secrets);
    if (!run) return run.failure();
    state_->finder.run({std::move(run.value())});
    return std::nullopt;
  };
  return call.client.get(
      {call.worker, target, settings_.endpoint->job_template, state_->run_memory, call.window},
      understand);
}

bool FamilyReader::recover(const RunFinder::Request& request, const Failure& failure) {
  switch (request.kind) {
    case RunFinder::Request::Kind::kPage:
      if (!request.sorted || !can_refuse_sort(failure.status, state_->finder.has_sorted_page())) {
        return false;
      }
      state_->finder.sort_refused();
      return true;
    case RunFinder::Request::Kind::kRunning:
      state_->finder.running_failed();
      return true;
    case RunFinder::Request::Kind::kRun:
      if (failure.reason != Reason::kNotFound) return false;
      state_->finder.run_gone();
      return true;
  }
  return false;
}

// Precondition: state_->reading is held.
Reading FamilyReader::report(const CmClient::Answer& answer, std::size_t container_requests) {
  const bool refused = answer.failure && !answer.login_failed &&
                       state_->offer.refuse(*answer.failure, answer.answered, BootClock::now());
  FamilyReport report = empty_report();
  report.offered = state_->offer.offered();
  report.listed = state_->listed;
  if (!answer.failure && report.offered) {
    report.complete = state_->finder.complete();
    report.runs = state_->finder.total();
    report.requests = state_->finder.requests() + container_requests;
    report.containers = container_reports(state_->finder, *report.listed);
  }
  Reading reading;
  if (answer.failure && !refused) {
    reading.failure = answer.failure;
  } else {
    const std::lock_guard lock(state_->reporting);
    state_->last = report;
    reading.family = std::make_unique<FamilyReport>(std::move(report));
  }
  reading.answered = answer.answered;
  reading.login_failed = answer.login_failed;
  reading.anomalies = answer.anomalies;
  return reading;
}

Reading FamilyReader::unread(const Failure& failure) const {
  FamilyReport report = empty_report();
  report.failure = failure;
  const std::lock_guard lock(state_->reporting);
  report.listed = state_->last.listed;
  for (const ContainerReport& known : state_->last.containers) {
    report.containers.push_back({known.container, failure});
  }
  return {.family = std::make_unique<FamilyReport>(std::move(report)), .failure = failure};
}

FamilyReport FamilyReader::empty_report() const {
  return {.endpoint = settings_.endpoint,
          .wanted = settings_.containers,
          .most_containers = limits_.containers_per_family};
}

}  // namespace cckm
