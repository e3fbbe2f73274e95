// SPDX-License-Identifier: Apache-2.0
// The states of managers and jobs, and the log lines of their transitions.
//
// A subject (see status/subjects.h) is *readable* or *failing*. `FailureState` holds the reason
// that is open while it fails, and for each reason the time of its last line.
//
//   readable -> failing    A failure is new if its reason was not logged within kReminder. It is
//                          logged and becomes the open reason.
//   failing -> failing     The same reason is logged again after kReminder, as a reminder. Another
//                          reason is new and becomes the open one.
//   failing -> readable    The subject was read. The recovery is logged with the open reason.
//
// A failure within kReminder of its last line changes nothing. A subject that alternates between
// two reasons, or between failure and success, therefore costs no more lines than one that fails
// steadily. Comparing each report with the one before would log such a job at every scrape.
//
// A manager has the same states. It fails if all its subjects, of which it has several, share one
// reason, whether or not the manager itself responded. One line then replaces those of the
// subjects, whose states stay as they are. It recovers when a subject was read. Subjects that fail
// for different reasons change nothing about the manager, and each has its own lines.
//
// Expiry: a readable subject is dropped kReminder after its last failure. One that still counts as
// failing, but is no longer reported, is dropped after kForget and its recovery is not logged.
// A manager is dropped kForget after its last report. An anomaly is logged once, and again if it
// was absent for kForget. So is a failed region with its text, in RegionLog, and a family or a list
// of schedules that CM does not offer.
//
// Lines are written under the mutex, so that their order is that of the transitions. The logger
// never blocks.
#include "exporter/scrape_log.h"

#include <algorithm>
#include <utility>

#include "exporter/log/log.h"

namespace cckm {
namespace {

using Subjects = std::vector<ReportSubject>;

// Returns the failure of the first subject if all fail for its reason. nullptr if the reasons
// differ, if a subject was read or if there is only one, whose own line says as much.
const Failure* common_failure(const Subjects& subjects) {
  if (subjects.size() < 2) return nullptr;
  const Failure* first = subjects.front().failure;
  const bool shared = std::ranges::all_of(subjects, [&](const ReportSubject& subject) {
    return subject.failure && first && subject.failure->reason == first->reason;
  });
  return shared ? first : nullptr;
}

// Returns true if all subjects have the same status and detail, too. Precondition: none was read.
bool fail_alike(const Subjects& subjects) {
  return std::ranges::all_of(subjects, [&](const ReportSubject& subject) {
    return *subject.failure == *subjects.front().failure;
  });
}

bool has_read(const Subjects& subjects) {
  return std::ranges::any_of(subjects,
                             [](const ReportSubject& subject) { return !subject.failure; });
}

log::Field seconds_field(double seconds) {
  return {"duration_seconds", std::to_string(seconds)};
}

log::Field reason_field(Reason reason) {
  return {"reason", std::string(reason_name(reason))};
}

// The duration of the fetch, or that of the collection if the fetch did not end.
log::Field seconds_field(const ManagerReport& report, const ReportSubject& subject) {
  return seconds_field(subject.seconds.value_or(report.seconds));
}

// Logs a failure. `subject`: the manager or the job that failed.
void log_failure(std::string_view message, log::Fields subject, const Failure& failure,
                 log::Field duration) {
  subject.push_back(reason_field(failure.reason));
  if (failure.status != 0) subject.push_back({"status", std::to_string(failure.status)});
  subject.push_back(std::move(duration));
  if (!failure.detail.empty()) subject.push_back({"detail", failure.detail});
  // These two do not pass by themselves, the others can.
  const bool needs_operator =
      failure.reason == Reason::kAuth || failure.reason == Reason::kInternal;
  (needs_operator ? log::error : log::warn)(message, subject);
}

std::pair<std::string_view, std::string> key_of(const ReportSubject& subject) {
  return {subject.kind, subject.name};
}

log::Fields fields_of(const ManagerReport& report, const ReportSubject& subject) {
  return {{"manager", report.manager}, {subject.kind, subject.name}};
}

void log_anomaly(const Anomaly& anomaly, log::Fields subject) {
  if (anomaly.kind == AnomalyKind::kUnknownStatus) subject.push_back({"text", anomaly.text});
  if (anomaly.kind == AnomalyKind::kNameTaken) subject.push_back({"sync_job", anomaly.text});
  const auto line = is_settled(anomaly.kind) ? log::info : log::warn;
  line(kAnomalyTexts[anomaly.kind], subject);
}

void log_collection(const ManagerReport& report) {
  const auto read = std::count_if(report.jobs.begin(), report.jobs.end(),
                                  [](const JobReport& job) { return job.run.ok(); });
  log::debug("collection finished", {{"manager", report.manager},
                                     {"jobs", std::to_string(report.jobs.size())},
                                     {"read", std::to_string(read)},
                                     seconds_field(report.seconds)});
}

}  // namespace

bool ScrapeLog::FailureState::fail(Reason reason, Time now) {
  last_failure_ = now;
  const auto [logged, is_new] = logged_.try_emplace(reason, now);
  if (!is_new && now - logged->second < kReminder) return false;
  logged->second = now;
  open_ = reason;
  return true;
}

std::optional<Reason> ScrapeLog::FailureState::recover() {
  return std::exchange(open_, std::nullopt);
}

bool ScrapeLog::FailureState::expired(Time now) const {
  return now - last_failure_ >= (open_ ? Time::duration(kForget) : Time::duration(kReminder));
}

void ScrapeLog::note(const ManagerReport& report, Time now) {
  log_collection(report);
  const std::lock_guard lock(mutex_);
  ManagerState& state = state_of(report.manager, now);
  const Subjects subjects = report_subjects(report);
  const Failure* common = common_failure(subjects);
  if (common != nullptr) note_common(state, report, subjects, now);
  if (has_read(subjects)) note_recovery(state, report);
  if (common == nullptr) {
    for (const ReportSubject& subject : subjects) note_subject(state, report, subject, now);
  }
  note_unoffered(state, report, now);
  for (const Anomaly& anomaly : report.anomalies) {
    if (!state.anomalies.is_new({"", anomaly.kind, anomaly.text}, now)) continue;
    log_anomaly(anomaly, {{"manager", report.manager}});
  }
  for (const JobReport& job : report.jobs) {
    note_anomalies(state, report.manager, job, now);
    if (job.run) state.regions.note(report.manager, job, now);
  }
}

// Precondition: the subjects have a common failure.
void ScrapeLog::note_common(ManagerState& state, const ManagerReport& report,
                            const Subjects& subjects, Time now) {
  const ReportSubject& first = subjects.front();
  if (!state.failure.fail(first.failure->reason, now)) return;
  log::Fields fields = {{"manager", report.manager}, {"jobs", std::to_string(report.jobs.size())}};
  // The subject that the status and the detail are from, if others have different ones.
  if (!fail_alike(subjects)) fields.push_back({"example", first.name});
  log_failure("no job of the manager can be read", std::move(fields), *first.failure,
              seconds_field(report.seconds));
}

void ScrapeLog::note_recovery(ManagerState& state, const ManagerReport& report) {
  if (const auto reason = state.failure.recover()) {
    log::info("jobs of the manager can be read again",
              {{"manager", report.manager}, reason_field(*reason), seconds_field(report.seconds)});
  }
}

void ScrapeLog::note_subject(ManagerState& state, const ManagerReport& report,
                             const ReportSubject& subject, Time now) {
  if (!subject.failure) return note_recovery(state, report, subject);
  if (state.subjects[key_of(subject)].fail(subject.failure->reason, now)) {
    log_failure(std::string(noun_of(subject)) + " cannot be read", fields_of(report, subject),
                *subject.failure, seconds_field(report, subject));
  }
}

void ScrapeLog::note_recovery(ManagerState& state, const ManagerReport& report,
                              const ReportSubject& subject) {
  const auto failed = state.subjects.find(key_of(subject));
  if (failed == state.subjects.end()) return;
  if (const auto reason = failed->second.recover()) {
    log::Fields fields = fields_of(report, subject);
    fields.push_back(reason_field(*reason));
    fields.push_back(seconds_field(report, subject));
    log::info(std::string(noun_of(subject)) + " can be read again", fields);
  }
}

void ScrapeLog::note_unoffered(ManagerState& state, const ManagerReport& report, Time now) {
  for (const ReportSubject& subject : unoffered_subjects(report)) {
    if (!state.unoffered.is_new(key_of(subject), now)) continue;
    log::info(std::string(noun_of(subject)) + " is not offered", fields_of(report, subject));
  }
}

void ScrapeLog::note_anomalies(ManagerState& state, const std::string& manager,
                               const JobReport& job, Time now) {
  if (!job.run) return;
  for (const Anomaly& anomaly : (*job.run)->anomalies) {
    // A status text is logged once for all jobs, with the job that had it first.
    const bool by_text = anomaly.kind == AnomalyKind::kUnknownStatus;
    const std::string owner = by_text ? "" : job.sync_job;
    if (state.anomalies.is_new({owner, anomaly.kind, anomaly.text}, now)) {
      log_anomaly(anomaly, {{"manager", manager}, {"sync_job", job.sync_job}});
    }
  }
}

void ScrapeLog::note(const RegionLoss& loss, Time now) {
  const std::lock_guard lock(mutex_);
  ManagerState& state = state_of(loss.manager, now);
  for (const auto& [kind, entries] : {std::pair(AnomalyKind::kRegionsDropped, loss.dropped),
                                      std::pair(AnomalyKind::kRegionsMerged, loss.merged)}) {
    if (entries == 0 || !state.anomalies.is_new({loss.sync_job, kind, ""}, now)) continue;
    log_anomaly({kind}, {{"manager", loss.manager},
                         {"sync_job", loss.sync_job},
                         {"entries", std::to_string(entries)}});
  }
}

void ScrapeLog::note_clocks(BootClock::time_point boot,
                            std::chrono::system_clock::time_point wall) {
  using std::chrono::seconds;
  const std::lock_guard lock(mutex_);
  // The boot clock is never set: the difference of the two changes only if the wall clock is.
  const auto ahead = wall.time_since_epoch() - boot.time_since_epoch();
  const auto step = ahead - wall_ahead_of_boot_.value_or(ahead);
  wall_ahead_of_boot_ = ahead;
  if (std::chrono::abs(step) <= seconds(60)) return;
  log::info("wall clock has been set",
            {{"by_seconds", std::to_string(std::chrono::round<seconds>(step).count())}});
}

// Returns the state of a manager, after all that has expired was removed.
ScrapeLog::ManagerState& ScrapeLog::state_of(const std::string& manager, Time now) {
  managers_[manager].last_report = now;
  std::erase_if(managers_,
                [now](const auto& item) { return now - item.second.last_report >= kForget; });
  ManagerState& state = managers_[manager];
  std::erase_if(state.subjects, [now](const auto& item) { return item.second.expired(now); });
  state.anomalies.expire(now);
  state.unoffered.expire(now);
  state.regions.expire(now);
  return state;
}

}  // namespace cckm
