// SPDX-License-Identifier: Apache-2.0
// States remembered, and lines where they change.
#include "exporter/change_log.h"

#include <algorithm>

#include "exporter/log.h"

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

void tell(std::string_view message, const Failure& failure, log::Field who, log::Field what) {
  const bool needs_hands = failure.reason == Reason::kAuth || failure.reason == Reason::kInternal;
  const auto line = needs_hands ? log::error : log::warn;
  line(message, {std::move(who),
                 std::move(what),
                 {"reason", std::string(reason_name(failure.reason))},
                 {"detail", failure.detail}});
}

}  // namespace

void ChangeLog::note(const ManagerReport& report, Time now) {
  const std::lock_guard lock(mutex_);
  auto& trouble = managers_[report.manager];
  if (const Failure* failure = common_failure(report)) {
    if (is_news(trouble, failure->reason, now)) {
      tell("manager cannot be read", *failure, {"manager", report.manager},
           {"jobs", std::to_string(report.jobs.size())});
    }
    return;
  }
  if (trouble) log::info("manager is read again", {{"manager", report.manager}});
  trouble.reset();
  for (const auto& job : report.jobs) note_job(report.manager, job, now);
}

void ChangeLog::note_job(const std::string& manager, const JobReport& job, Time now) {
  auto& trouble = jobs_[{manager, job.sync_job}];
  if (!job.reading.job) {
    const Failure& failure = job.reading.job.failure();
    if (is_news(trouble, failure.reason, now)) {
      tell("job cannot be read", failure, {"manager", manager}, {"sync_job", job.sync_job});
    }
    return;
  }
  if (trouble) log::info("job is read again", {{"manager", manager}, {"sync_job", job.sync_job}});
  trouble.reset();
}

bool ChangeLog::is_news(std::optional<Trouble>& trouble, Reason reason, Time now) {
  if (trouble && trouble->reason == reason && now - trouble->told < kReminder) return false;
  trouble = Trouble{reason, now};
  return true;
}

}  // namespace cckm
