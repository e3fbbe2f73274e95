// SPDX-License-Identifier: Apache-2.0
// Applies the start, the end and the last change of a schedule to the instants of its expression.
#include "exporter/model/schedule.h"

namespace cckm {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// Drops the fraction. Cron instants are full minutes, so the results are those of `time`.
sys_seconds full_second(Timestamp time) {
  return sys_seconds(seconds(time.seconds));
}

std::optional<Timestamp> timestamp_of(std::optional<sys_seconds> instant) {
  if (!instant) return std::nullopt;
  return Timestamp{instant->time_since_epoch().count(), 0};
}

}  // namespace

bool enabled(const Schedule& schedule, Timestamp now) {
  return !schedule.disabled && (!schedule.start || *schedule.start <= now) &&
         (!schedule.end || now <= *schedule.end);
}

std::optional<Timestamp> last_due(const Schedule& schedule, Timestamp now) {
  if (!schedule.cron || !enabled(schedule, now)) return std::nullopt;
  const auto due = timestamp_of(schedule.cron->last_until(full_second(now)));
  // An empty optional is less than any time.
  return due < schedule.start || due < schedule.changed ? std::nullopt : due;
}

std::optional<Timestamp> next_due(const Schedule& schedule, Timestamp now) {
  if (!schedule.cron || !enabled(schedule, now)) return std::nullopt;
  const auto due = timestamp_of(schedule.cron->next_after(full_second(now)));
  return due && schedule.end && *due > *schedule.end ? std::nullopt : due;
}

std::optional<seconds> interval(const Schedule& schedule, Timestamp now) {
  if (!schedule.cron) return std::nullopt;
  const auto last = schedule.cron->last_until(full_second(now));
  const auto next = schedule.cron->next_after(full_second(now));
  if (!last || !next) return std::nullopt;
  return *next - *last;
}

}  // namespace cckm
