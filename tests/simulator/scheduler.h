// SPDX-License-Identifier: Apache-2.0
// CM's scheduler: lists the schedules and starts their runs.
//
// It has no timer. advance() starts all runs that became due since its last call, in the order of
// their times. The appliance calls it before each request, so no client can see a difference.
//
// A run begins when it is due, and takes the time of its plan. As in CM, a start is refused while a
// run of the same cloud is in progress; that run never comes.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/model/cron.h"
#include "tests/simulator/families.h"
#include "tests/simulator/list_query.h"
#include "tests/simulator/response.h"
#include "tests/simulator/schedule.h"

namespace cckm::test {

// The conditions that the list of schedules knows.
inline constexpr std::array kScheduleConditions = {kOnlySynchronizations};

struct SchedulerBehaviour {
  Offer offer = Offer::kOffered;
  bool filters_ignored = false;                            // `operation` has no effect
  std::string parameters = "cckm_synchronization_params";  // member with the parameters
};

// Not thread-safe. Precondition of all functions: `now` is not before that of an earlier call.
class Scheduler {
 public:
  // The families get the runs. Precondition: they outlive the scheduler.
  explicit Scheduler(Families& families) : families_(families) {}

  // Adds a schedule. Its first run is due after `since`, which can be in the past: advance() then
  // makes its history.
  void add(Schedule schedule, Time since);

  void advance(Time now);

  // Returns the response to a request for a part of the list.
  Response list(const ListQuery& query) const;

  // Returns all schedules, in the order of their addition.
  std::vector<Schedule> schedules() const;

  // The functions below return false if no schedule has this name.

  // Holds back the next `runs` due runs, or all until release().
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  bool hold(std::string_view name, std::size_t runs = kAll);

  // Ends hold(). Cancels the runs that hang, then starts one run if any was held back. CM can
  // refuse this start, too.
  bool release(std::string_view name, Time now);

  bool set_disabled(std::string_view name, bool disabled);

  // Lets the next run hang until release(): it never finishes its last key.
  bool hang_next(std::string_view name);

  // Lets the next run fail in a region with this text. `region` is as for set_outcome(). Also
  // returns false if the schedule has no such region.
  bool fail_next(std::string_view name, const std::string& region, const std::string& text);

  SchedulerBehaviour behaviour;

 private:
  struct Entry {
    Schedule schedule;
    std::optional<Cron> cron;
    std::optional<Time> next_due;
    std::size_t starts = 0;
    std::size_t to_hold = 0;  // number of due runs that will be held back
    bool has_held = false;    // a run was held back
    bool hangs_next = false;
    std::optional<SimulatedRegion> failure = {};  // of the next run
    std::vector<std::pair<const Endpoint*, std::string>> hanging = {};
  };

  Entry* find(std::string_view name);
  Entry* first_due(Time now);
  void come_due(Entry& entry, Time due);
  void start(Entry& entry, Time time);
  SimulatedJob next_run(const Entry& entry, const SyncPlan& plan, Time time) const;

  Families& families_;
  std::vector<Entry> entries_;
};

}  // namespace cckm::test
