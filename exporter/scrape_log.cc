// SPDX-License-Identifier: Apache-2.0
// States remembered, and lines where they change.
#include "exporter/scrape_log.h"

#include <algorithm>
#include <utility>

#include "exporter/log/log.h"

namespace cckm {
namespace {

// What keeps a whole manager from being read: the failure that all its jobs share; nullptr where
// they differ, so that each has to speak for itself.
const Failure* common_failure(const ManagerReport& report) {
  if (report.up || report.jobs.size() < 2) return nullptr;
  const auto& first = report.jobs.front().reading.job;
  const bool shared =
      std::all_of(report.jobs.begin(), report.jobs.end(), [&](const JobReport& job) {
        return !job.reading.job && !first &&
               job.reading.job.failure().reason == first.failure().reason;
      });
  return shared ? &first.failure() : nullptr;
}

log::Field seconds_field(double seconds) {
  return {"duration_seconds", std::to_string(seconds)};
}

log::Field reason_field(Reason reason) {
  return {"reason", std::string(reason_name(reason))};
}

// How long the fetch took; where none came to an end, how long it was waited for.
log::Field seconds_field(const ManagerReport& report, const JobReport& job) {
  return seconds_field(job.fetch_seconds.value_or(report.seconds));
}

// `about`: who failed; `took`: for how long that was tried.
void tell(std::string_view message, log::Fields about, const Failure& failure, log::Field took) {
  about.push_back(reason_field(failure.reason));
  if (failure.status != 0) about.push_back({"status", std::to_string(failure.status)});
  about.push_back(std::move(took));
  if (!failure.detail.empty()) about.push_back({"detail", failure.detail});
  const bool needs_hands = failure.reason == Reason::kAuth || failure.reason == Reason::kInternal;
  (needs_hands ? log::error : log::warn)(message, about);
}

void tell(const Anomaly& anomaly, log::Fields about) {
  if (anomaly.kind == AnomalyKind::kUnknownStatus) about.push_back({"text", anomaly.text});
  const auto line = is_settled(anomaly.kind) ? log::info : log::warn;
  line(kAnomalyTexts[anomaly.kind], about);
}

void tell_collection(const ManagerReport& report) {
  const auto read = std::count_if(report.jobs.begin(), report.jobs.end(),
                                  [](const JobReport& job) { return job.reading.job.ok(); });
  log::debug("collection over", {{"manager", report.manager},
                                 {"jobs", std::to_string(report.jobs.size())},
                                 {"read", std::to_string(read)},
                                 seconds_field(report.seconds)});
}

}  // namespace

bool ScrapeLog::Trouble::begins(Reason reason, Time now) {
  noted_ = now;
  const auto [told, is_new] = told_.try_emplace(reason, now);
  if (!is_new && now - told->second < kReminder) return false;
  told->second = now;
  open_ = reason;
  return true;
}

std::optional<Reason> ScrapeLog::Trouble::ends() {
  return std::exchange(open_, std::nullopt);
}

bool ScrapeLog::Trouble::forgettable(Time now) const {
  return now - noted_ >= (open_ ? Time::duration(kForget) : Time::duration(kReminder));
}

void ScrapeLog::note(const ManagerReport& report, Time now) {
  tell_collection(report);
  const std::lock_guard lock(mutex_);
  Known& manager = known(report.manager, now);
  if (const Failure* failure = common_failure(report)) {
    if (manager.trouble.begins(failure->reason, now)) {
      tell("manager cannot be read",
           {{"manager", report.manager}, {"jobs", std::to_string(report.jobs.size())}}, *failure,
           seconds_field(report.seconds));
    }
    return;
  }
  if (const auto over = manager.trouble.ends()) {
    log::info("manager is read again",
              {{"manager", report.manager}, reason_field(*over), seconds_field(report.seconds)});
  }
  for (const JobReport& job : report.jobs) note_job(manager, report, job, now);
}

void ScrapeLog::note_job(Known& known, const ManagerReport& report, const JobReport& job,
                         Time now) {
  const log::Fields about = {{"manager", report.manager}, {"sync_job", job.sync_job}};
  for (const Anomaly& anomaly : job.reading.anomalies) {
    if (is_news(known, {"", anomaly.kind, ""}, now)) tell(anomaly, {about[0]});
  }
  if (!job.reading.job) {
    const Failure& failure = job.reading.job.failure();
    if (known.jobs[job.sync_job].begins(failure.reason, now)) {
      tell("job cannot be read", about, failure, seconds_field(report, job));
    }
    return;
  }
  for (const Anomaly& anomaly : job.reading.job->anomalies) {
    // Each text once, whichever jobs have it.
    const bool by_text = anomaly.kind == AnomalyKind::kUnknownStatus;
    const std::string whose = by_text ? "" : job.sync_job;
    if (is_news(known, {whose, anomaly.kind, anomaly.text}, now)) tell(anomaly, about);
  }
  const auto troubled = known.jobs.find(job.sync_job);
  if (troubled == known.jobs.end()) return;
  if (const auto over = troubled->second.ends()) {
    log::info("job is read again",
              {about[0], about[1], reason_field(*over), seconds_field(report, job)});
  }
}

void ScrapeLog::note(const RegionLoss& loss, Time now) {
  const std::lock_guard lock(mutex_);
  Known& manager = known(loss.manager, now);
  for (const auto& [kind, entries] : {std::pair(AnomalyKind::kRegionsDropped, loss.dropped),
                                      std::pair(AnomalyKind::kRegionsMerged, loss.merged)}) {
    if (entries == 0 || !is_news(manager, {loss.sync_job, kind, ""}, now)) continue;
    tell({kind}, {{"manager", loss.manager},
                  {"sync_job", loss.sync_job},
                  {"entries", std::to_string(entries)}});
  }
}

void ScrapeLog::note_clocks(BootClock::time_point boot,
                            std::chrono::system_clock::time_point wall) {
  using std::chrono::seconds;
  const std::lock_guard lock(mutex_);
  const auto ahead = wall.time_since_epoch() - boot.time_since_epoch();
  const auto step = ahead - wall_ahead_of_boot_.value_or(ahead);
  wall_ahead_of_boot_ = ahead;
  if (std::chrono::abs(step) <= seconds(60)) return;
  log::info("wall clock has been set",
            {{"by_seconds", std::to_string(std::chrono::round<seconds>(step).count())}});
}

ScrapeLog::Known& ScrapeLog::known(const std::string& manager, Time now) {
  managers_[manager].noted = now;
  std::erase_if(managers_, [now](const auto& item) { return now - item.second.noted >= kForget; });
  Known& found = managers_[manager];
  std::erase_if(found.jobs, [now](const auto& item) { return item.second.forgettable(now); });
  std::erase_if(found.anomalies, [now](const auto& item) { return now - item.second >= kForget; });
  return found;
}

bool ScrapeLog::is_news(Known& known, AnomalyKey anomaly, Time now) {
  const auto found = known.anomalies.find(anomaly);
  if (found != known.anomalies.end()) {
    found->second = now;
    return false;
  }
  if (known.anomalies.size() >= kMostRemarks) return false;
  known.anomalies.emplace(std::move(anomaly), now);
  return true;
}

}  // namespace cckm
