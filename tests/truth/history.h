// SPDX-License-Identifier: Apache-2.0
// A simulated history of one CipherTrust Manager: its schedules, its runs, and everything that
// fails.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/truth/calendar.h"

namespace cckm::truth {

struct Interval {
  Seconds begin;
  Seconds end;  // not part of it
};
using Intervals = std::vector<Interval>;  // rising, apart from each other

bool contains(const Intervals& intervals, Seconds time);
// Returns the interval with `time`.
std::optional<Interval> interval_at(const Intervals& intervals, Seconds time);

enum class Outcome { kSucceeded, kFailed, kCanceled };

struct Run {
  Seconds created;
  Seconds ended;
  Outcome outcome = Outcome::kSucceeded;
  bool is_partial = false;  // it synchronizes the first region only
};

struct Schedule {
  std::string name;
  Calendar calendar;
  Intervals listed;   // CM has it
  Intervals enabled;  // and it starts runs
  Intervals invalid;  // its cron text cannot be understood
};

struct Job {
  std::string name;
  std::vector<Schedule> schedules;
  Seconds usual = 0;      // duration of a run
  std::vector<Run> runs;  // in the order of `created`
};

constexpr int kExporters = 2;

struct History {
  std::string manager;
  Seconds length = 0;
  Seconds step = 0;             // between two scrapes, and between two evaluations
  bool lists_schedules = true;  // false: CM forbids to read them
  std::vector<Job> jobs;
  Intervals cm_down;      // no exporter can read CM
  Intervals family_down;  // CM answers, and does not list the runs
  Intervals prometheus_down;
  Intervals exporter_down[kExporters];
};

enum class Pace { kFast, kSlow };  // up to half an hour between due times, or more

// Returns a random history.
History make_history(const std::string& manager, Pace pace, int schedules, Seconds length,
                     Dice& dice);

// Returns true if at least one exporter reads the runs, and Prometheus scrapes it.
bool is_seen(const History& history, Seconds time);

}  // namespace cckm::truth
