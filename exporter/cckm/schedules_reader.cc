// SPDX-License-Identifier: Apache-2.0
// A failed renewal is reported until the next one, five minutes later. The last list serves on.
#include "exporter/cckm/schedules_reader.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

#include "exporter/cckm/list_target.h"
#include "exporter/cckm/run_redaction.h"
#include "exporter/cckm/schedule_json.h"
#include "exporter/model/unique_names.h"

namespace cckm {
namespace {

// Pages of a renewal in one collection. CM has few schedules.
constexpr std::size_t kMostPages = 10;

void redact(Schedule& schedule, const SecretFinder& secrets) {
  redact_label(schedule.id, secrets);
  redact_label(schedule.name, secrets);
  redact_label(schedule.cron_text, secrets);
  for (ScheduleTarget& target : schedule.targets) {
    for (std::string& container : target.containers) redact_label(container, secrets);
  }
}

// Of several with one name, the first by id keeps it.
void make_names_unique(std::vector<Schedule>& schedules) {
  std::ranges::sort(schedules, {},
                    [](const Schedule& schedule) { return std::tie(schedule.name, schedule.id); });
  UniqueNames names;
  for (Schedule& schedule : schedules) schedule.name = names.give(schedule.name, schedule.id);
}

ScheduleReport at(const Schedule& schedule, Timestamp now) {
  return {.schedule = schedule,
          .enabled = enabled(schedule, now),
          .last_due = last_due(schedule, now),
          .next_due = next_due(schedule, now),
          .interval = interval(schedule, now)};
}

}  // namespace

Reading SchedulesReader::read(CmClient& client, std::size_t worker, Window window) {
  const auto turn = reading_.begin(window.end);
  if (!turn) {
    return {.failure = Failure{Reason::kTimeout, "another collection reads the schedules"}};
  }
  CmClient::Answer answer;
  for (std::size_t pages = 0; pages < kMostPages && !answer.failure; ++pages) {
    const auto skip = renewal_.next(BootClock::now());
    if (!skip) break;
    answer = read_page(client, worker, window, *skip);
  }
  Reading reading = answer.failure ? note_failure(answer) : report({});
  reading.answered = answer.answered;
  reading.login_failed = answer.login_failed;
  reading.anomalies = std::move(answer.anomalies);
  return reading;
}

CmClient::Answer SchedulesReader::read_page(CmClient& client, std::size_t worker, Window window,
                                            std::size_t skip) {
  const auto understand = [&](const HttpResponse& response,
                              const SecretFinder& secrets) -> std::optional<Failure> {
    auto page = parse_schedules(response.body);
    if (!page) return page.failure();
    for (Schedule& schedule : page.value().schedules) {
      redact(schedule, secrets);
      renewed_.push_back(std::move(schedule));
    }
    if (renewal_.page(page->entries, page->total, BootClock::now())) take_over();
    return std::nullopt;
  };
  const std::string target = schedules_target(skip);
  return client.get({worker, target, kSchedulesPath, memory_, window}, understand);
}

void SchedulesReader::take_over() {
  make_names_unique(renewed_);
  const std::lock_guard lock(reporting_);
  schedules_ = std::exchange(renewed_, {});
  offer_.confirm();
  failure_.reset();
}

Reading SchedulesReader::note_failure(const CmClient::Answer& answer) {
  renewal_.failed(BootClock::now());
  renewed_.clear();
  {
    const std::lock_guard lock(reporting_);
    const bool refused =
        !answer.login_failed && offer_.refuse(*answer.failure, answer.answered, BootClock::now());
    failure_ = refused ? std::nullopt : answer.failure;
  }
  return report({});
}

Reading SchedulesReader::unread(const Failure& failure) const {
  return report(failure);
}

// `failure`: why nothing was read in this collection.
Reading SchedulesReader::report(const std::optional<Failure>& failure) const {
  const Timestamp now = timestamp_of(std::chrono::system_clock::now());
  const std::lock_guard lock(reporting_);
  SchedulesReport report{.failure = failure ? failure : failure_, .offered = offer_.offered()};
  for (const Schedule& schedule : schedules_) report.schedules.push_back(at(schedule, now));
  Reading reading{.failure = report.failure};
  reading.schedules = std::make_unique<SchedulesReport>(std::move(report));
  return reading;
}

}  // namespace cckm
