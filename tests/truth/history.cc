// SPDX-License-Identifier: Apache-2.0
// Draws the schedules and the outages first, then the runs that CM starts between them.
#include "tests/truth/history.h"

#include <algorithm>

namespace cckm::truth {
namespace {

// Returns `count` intervals of a random length in as many equal parts of the history.
Intervals draw_intervals(int count, Seconds length, Seconds shortest, Seconds longest, Dice& dice) {
  Intervals intervals;
  const Seconds part = length / std::max(count, 1);
  for (int i = 0; i < count; ++i) {
    const Seconds lasts = std::min(dice.whole(shortest, longest), part / 2);
    const Seconds begin = i * part + dice.whole(0, part - lasts);
    intervals.push_back({begin, begin + lasts});
  }
  return intervals;
}

Intervals without(const Intervals& from, const Intervals& holes) {
  Intervals rest;
  for (Interval whole : from) {
    for (const Interval& hole : holes) {
      if (hole.end <= whole.begin || hole.begin >= whole.end) continue;
      if (hole.begin > whole.begin) rest.push_back({whole.begin, hole.begin});
      whole.begin = hole.end;
    }
    if (whole.begin < whole.end) rest.push_back(whole);
  }
  return rest;
}

Schedule draw_schedule(const std::string& name, int kind, Seconds length, Dice& dice) {
  Schedule schedule{name, make_calendar(kind, length, dice), {{-kDay, length + kDay}}, {}, {}};
  if (dice.chance(0.15)) schedule.listed[0].begin = dice.whole(0, length / 2);
  if (dice.chance(0.1)) schedule.listed[0].end = dice.whole(length / 2, length);
  Intervals disabled;
  if (dice.chance(0.25)) disabled = draw_intervals(2, length, kHour, 12 * kDay, dice);
  if (dice.chance(0.05)) schedule.invalid = draw_intervals(1, length, kHour, 3 * kDay, dice);
  schedule.enabled = without(without(schedule.listed, disabled), schedule.invalid);
  return schedule;
}

// A due time, or a start by hand.
struct Start {
  Seconds time;
  bool is_due;
};

std::vector<Start> starts_of(const Job& job, Seconds length, Dice& dice) {
  std::vector<Start> starts;
  for (const Schedule& schedule : job.schedules) {
    for (const Seconds due : schedule.calendar.dues) {
      if (due >= 0 && due < length && contains(schedule.enabled, due))
        starts.push_back({due, true});
    }
  }
  const int by_hand = dice.below(3);
  for (int i = 0; i < by_hand; ++i) starts.push_back({dice.whole(0, length), false});
  std::sort(starts.begin(), starts.end(),
            [](const Start& a, const Start& b) { return a.time < b.time; });
  const auto is_same = [](const Start& a, const Start& b) { return a.time == b.time; };
  starts.erase(std::unique(starts.begin(), starts.end(), is_same), starts.end());
  return starts;
}

// What goes wrong in a series of starts.
enum class Trouble { kNone, kMissed, kFailed, kCanceled, kSlow, kHangs, kPartial };

std::vector<Trouble> draw_troubles(std::size_t starts, bool is_rare, Dice& dice) {
  std::vector<Trouble> troubles(starts, Trouble::kNone);
  const auto set = [&](std::size_t from, std::size_t count, Trouble trouble) {
    for (std::size_t i = from; i < std::min(from + count, starts); ++i) troubles[i] = trouble;
  };
  for (std::size_t i = 0; i < starts; ++i) {
    if (dice.chance(0.02)) troubles[i] = Trouble::kMissed;
    if (dice.chance(0.02)) troubles[i] = Trouble::kFailed;
    if (dice.chance(0.005)) troubles[i] = Trouble::kCanceled;
  }
  const auto somewhere = [&] {
    return static_cast<std::size_t>(dice.whole(0, static_cast<Seconds>(starts)));
  };
  const auto some = [&] { return static_cast<std::size_t>(dice.whole(2, is_rare ? 5 : 14)); };
  if (starts == 0) return troubles;
  if (dice.chance(0.3)) set(somewhere(), some(), Trouble::kFailed);
  if (dice.chance(0.3)) set(somewhere(), some(), Trouble::kMissed);
  if (dice.chance(0.3)) set(somewhere(), 3 + some(), Trouble::kPartial);
  // The usual duration is a median over a week: one of these can change it.
  const std::size_t late = starts / 3 + somewhere() * 2 / 3;
  if (late > 1) set(late, 1, dice.chance(0.5) ? Trouble::kSlow : Trouble::kHangs);
  return troubles;
}

Run make_run(Seconds created, Trouble trouble, Seconds usual, Dice& dice) {
  Run run{created,
          created + static_cast<Seconds>(dice.between(0.7, 1.3) * static_cast<double>(usual))};
  switch (trouble) {
    case Trouble::kFailed:
      run.outcome = Outcome::kFailed;
      break;
    case Trouble::kCanceled:
      run.outcome = Outcome::kCanceled;
      break;
    case Trouble::kSlow:
      run.ended = created + static_cast<Seconds>(dice.between(9, 11) * static_cast<double>(usual));
      break;
    case Trouble::kHangs:
      run.ended = created + dice.whole(2 * kHour, 40 * kHour);
      run.outcome = Outcome::kCanceled;
      break;
    case Trouble::kPartial:
      run.is_partial = true;
      break;
    default:
      break;
  }
  return run;
}

// CM starts no run while another one of the same cloud is in progress. Some versions do.
void draw_runs(Job& job, Seconds length, const Intervals& stopped, Dice& dice) {
  const bool refuses = dice.chance(0.7);
  const std::vector<Start> starts = starts_of(job, length, dice);
  const bool is_rare = starts.size() < 100;
  const auto troubles = draw_troubles(starts.size(), is_rare, dice);
  Seconds busy_until = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const Seconds created = starts[i].time + (starts[i].is_due ? dice.whole(0, 40) : 0);
    const bool is_busy = created < busy_until && (refuses || !starts[i].is_due);
    if (is_busy || contains(stopped, created) || troubles[i] == Trouble::kMissed) continue;
    if (!job.runs.empty() && created <= job.runs.back().created) continue;
    job.runs.push_back(make_run(created, troubles[i], job.usual, dice));
    busy_until = std::max(busy_until, job.runs.back().ended);
  }
}

Job draw_job(int number, int kind, int schedules, Seconds length, Dice& dice) {
  Job job{"aws:kms-" + std::to_string(number), {}, 0, {}};
  for (int i = 0; i < schedules; ++i) {
    // The second schedule is a daily one.
    const std::string name = "schedule-" + std::to_string(number) + (i == 0 ? "" : "-daily");
    job.schedules.push_back(draw_schedule(name, i == 0 ? kind : kDailyCalendar, length, dice));
  }
  const Seconds gap = shortest_gap(job.schedules[0].calendar);
  job.usual = dice.whole(10, std::min<Seconds>(gap / 6, 18 * kMinute));
  return job;
}

}  // namespace

bool contains(const Intervals& intervals, Seconds time) {
  return interval_at(intervals, time).has_value();
}

std::optional<Interval> interval_at(const Intervals& intervals, Seconds time) {
  for (const Interval& each : intervals) {
    if (time >= each.begin && time < each.end) return each;
  }
  return std::nullopt;
}

History make_history(const std::string& manager, Pace pace, int schedules, Seconds length,
                     Dice& dice) {
  const bool is_fast = pace == Pace::kFast;
  const Seconds step = is_fast ? 2 * kMinute : 5 * kMinute;
  History history{.manager = manager, .length = length, .step = step};
  const int weeks = static_cast<int>(length / (7 * kDay)) + 1;
  history.cm_down = draw_intervals(weeks, length, 5 * kMinute, 5 * kHour, dice);
  history.family_down = draw_intervals(weeks / 2, length, 5 * kMinute, 3 * kHour, dice);
  history.prometheus_down = draw_intervals(weeks, length, 5 * kMinute, 3 * kHour, dice);
  for (Intervals& each : history.exporter_down) {
    each = draw_intervals(2 * weeks, length, kMinute, 8 * kHour, dice);
  }
  // In some of its outages, CM itself is down and starts nothing.
  Intervals stopped;
  for (const Interval& each : history.cm_down) {
    if (dice.chance(0.5)) stopped.push_back(each);
  }
  const int kinds = is_fast ? kFastCalendars : kinds_of_calendars() - kFastCalendars;
  const int first = dice.below(kinds);
  for (int made = 0; made < schedules;) {
    const int kind = (first + made) % kinds + (is_fast ? 0 : kFastCalendars);
    const int count = !is_fast && made + 2 <= schedules && dice.chance(0.15) ? 2 : 1;
    history.jobs.push_back(draw_job(made, kind, count, length, dice));
    draw_runs(history.jobs.back(), length, stopped, dice);
    made += count;
  }
  return history;
}

bool is_seen(const History& history, Seconds time) {
  if (contains(history.prometheus_down, time) || contains(history.cm_down, time)) return false;
  if (contains(history.family_down, time)) return false;
  return !contains(history.exporter_down[0], time) || !contains(history.exporter_down[1], time);
}

}  // namespace cckm::truth
