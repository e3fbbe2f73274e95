// SPDX-License-Identifier: Apache-2.0
// A schedule of CM that starts synchronizations, and when it is due.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/cron.h"
#include "exporter/model/endpoint.h"
#include "exporter/model/timestamp.h"

namespace cckm {

// The key containers of one family that a schedule synchronizes.
struct ScheduleTarget {
  const Endpoint* endpoint = nullptr;   // never nullptr
  bool synchronize_all = false;         // every key container of the family
  std::vector<std::string> containers;  // names or ids, as CM sent them

  bool operator==(const ScheduleTarget&) const = default;
};

// The texts are as CM sent them.
struct Schedule {
  std::string id;
  std::string name;
  std::string cron_text;
  std::optional<Cron> cron;  // empty: cron_text cannot be understood
  bool disabled = false;
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  std::optional<Timestamp> changed;     // the last change of the schedule, or its creation
  std::vector<ScheduleTarget> targets;  // each family once; empty: not known
};

// Returns true unless the schedule is disabled, before its start or after its end at `now`.
bool enabled(const Schedule& schedule, Timestamp now);

// Returns the newest cron instant that is not after `now`. Empty if the schedule is not enabled at
// `now`, or has no such instant. Empty if the instant is before its start or its last change: CM
// did not have to start a run then, so none is missing.
std::optional<Timestamp> last_due(const Schedule& schedule, Timestamp now);

// Returns the first cron instant after `now`. Empty if the schedule is not enabled at `now`, or has
// no such instant before its end.
std::optional<Timestamp> next_due(const Schedule& schedule, Timestamp now);

// Returns the time from the newest cron instant that is not after `now` to the next one. Empty
// without one of them. It does not depend on start, end, changes and whether it is disabled.
std::optional<std::chrono::seconds> interval(const Schedule& schedule, Timestamp now);

}  // namespace cckm
