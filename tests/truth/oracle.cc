// SPDX-License-Identifier: Apache-2.0
// Each alert has a cause: a question about the history at one instant. The alert must fire when its
// cause has lasted for the alert's waiting time, and must end soon after its cause. While no
// exporter can see the cause, neither is asked for.
//
// Some questions have two answers, a strict one and a wide one: an instant between them is left to
// the rules. An example is a due time that passed before an exporter knew of its schedule.
#include "tests/truth/oracle.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace cckm::truth {
namespace {

// The cache of the schedules, a scrape, the evaluation after it, and the next one.
Seconds slack(const History& history) {
  return 5 * kMinute + 3 * history.step;
}

struct Cause {
  bool strict;
  bool wide;
};

using Question = std::function<Cause(Seconds)>;

class Oracle {
 public:
  explicit Oracle(const History& history)
      : history_(history), step_(history.step), slack_(slack(history)) {
    for (Seconds now = 0; now < history.length; now += step_) {
      seen_.push_back(is_seen(history, now));
      seen_cm_.push_back(is_monitored(now));
    }
  }

  void add(const std::string& alert, const std::string& object, Seconds wait,
           const Question& question) {
    add(alert, object, wait, seen_, question);
  }
  // Adds an alert that needs an exporter, and no response of CM.
  void add_of_exporter(const std::string& alert, const std::string& object, Seconds wait,
                       const Question& question) {
    add(alert, object, wait, seen_cm_, question);
  }

  std::map<AlertName, Expected> take() { return std::move(expected_); }

 private:
  bool is_monitored(Seconds now) const {
    return !contains(history_.prometheus_down, now) &&
           !(contains(history_.exporter_down[0], now) && contains(history_.exporter_down[1], now));
  }

  void add(const std::string& alert, const std::string& object, Seconds wait,
           const std::vector<bool>& seen, const Question& question) {
    const std::size_t steps = seen.size();
    Expected expected{std::vector<bool>(steps), std::vector<bool>(steps), std::vector<bool>(steps)};
    bool has_cause = false;
    Seconds strict = 0;           // how long the strict cause has been seen without a break
    Seconds wide = 0;             // how long the wide cause has lasted
    Seconds unseen = 2 * slack_;  // how long the alert must have ended, as far as it can be seen
    for (std::size_t i = 0; i < steps; ++i) {
      const Cause cause = question(static_cast<Seconds>(i) * step_);
      strict = cause.strict && seen[i] ? strict + step_ : 0;
      // While nobody sees the cause, it is right to believe that it goes on.
      wide = cause.wide || (wide > 0 && !seen[i]) ? wide + step_ : 0;
      if (wide + slack_ >= wait && wide > 0) {
        unseen = 0;
      } else if (seen[i]) {
        unseen += step_;
      }
      expected.must[i] = strict >= wait + slack_;
      expected.may[i] = unseen <= slack_;
      expected.cause[i] = cause.wide;
      has_cause = has_cause || cause.wide;
    }
    if (has_cause) expected_[{alert, object}] = std::move(expected);
  }

  const History& history_;
  Seconds step_;
  Seconds slack_;
  std::vector<bool> seen_;
  std::vector<bool> seen_cm_;
  std::map<AlertName, Expected> expected_;
};

// A due time at which CM is to start a run.
struct Due {
  Seconds time;
  Seconds interval;   // until the next one of its schedule
  Seconds ends;       // when its schedule is disabled
  bool is_announced;  // an exporter knew of it a while before, and saw it pass
};

bool was_announced(const History& history, const Schedule& schedule, Seconds due) {
  const Seconds enabled = interval_at(schedule.enabled, due)->begin;
  for (Seconds time = std::max(enabled + slack(history), due - 20 * kHour);
       time <= due - slack(history); time += kMinute) {
    if (time >= 0 && is_seen(history, time)) return is_seen(history, due);
  }
  return false;
}

std::vector<Due> dues_of(const History& history, const Schedule& schedule) {
  std::vector<Due> dues;
  for (const Seconds due : schedule.calendar.dues) {
    if (due < 0 || due >= history.length || !contains(schedule.enabled, due)) continue;
    dues.push_back({due, next_due(schedule.calendar, due) - due,
                    interval_at(schedule.enabled, due)->end,
                    was_announced(history, schedule, due)});
  }
  return dues;
}

// Returns the last element whose time is not after `now`, or nullptr.
template <typename Element>
const Element* last_until(const std::vector<Element>& sorted, Seconds now, Seconds Element::*time) {
  const auto after =
      std::upper_bound(sorted.begin(), sorted.end(), now,
                       [&](Seconds at, const Element& each) { return at < each.*time; });
  return after == sorted.begin() ? nullptr : &*std::prev(after);
}

Question is_missed(const Job& job, const Schedule& schedule, std::vector<Due> dues) {
  return [&job, &schedule, dues = std::move(dues)](Seconds now) -> Cause {
    const Due* due = last_until(dues, now, &Due::time);
    if (due == nullptr) return {false, false};
    const auto enabled = interval_at(schedule.enabled, now);
    if (!enabled || due->time < enabled->begin) return {false, false};
    const Run* run = last_until(job.runs, now, &Run::created);
    const bool is_missed = run == nullptr || run->created < due->time - kMinute;
    return {is_missed && due->is_announced, is_missed};
  };
}

// What the newest runs of a job show at one instant.
struct Shown {
  const Run* newest_ended = nullptr;  // the newest run, or one before it while it is in progress
  Seconds since = 0;                  // since when it has been shown
  const Run* oldest_running = nullptr;
  std::optional<Seconds> success;
  std::optional<Seconds> second_region;
};

// Returns what is shown at each step.
std::vector<Shown> shown_of(const History& history, const Job& job) {
  std::vector<Shown> all;
  Shown shown;
  std::vector<const Run*> running;
  auto next = job.runs.begin();
  for (Seconds now = 0; now < history.length; now += history.step) {
    for (; next != job.runs.end() && next->created <= now; ++next) running.push_back(&*next);
    for (const Run* run : running) {
      if (run->ended > now || run->outcome != Outcome::kSucceeded) continue;
      shown.success = std::max(shown.success.value_or(0), run->ended);
      if (run->is_partial) continue;
      shown.second_region = std::max(shown.second_region.value_or(0), run->ended);
    }
    std::erase_if(running, [&](const Run* run) { return run->ended <= now; });
    shown.oldest_running = running.empty() ? nullptr : running.front();
    if (next != job.runs.begin() && std::prev(next)->ended <= now) {
      if (shown.newest_ended != &*std::prev(next)) shown.since = now;
      shown.newest_ended = &*std::prev(next);
    }
    all.push_back(shown);
  }
  return all;
}

// The first and the second due time since the last success.
struct Unmet {
  const Due* first = nullptr;
  const Due* second = nullptr;
};

Unmet unmet(const std::vector<Due>& dues, Seconds after, Seconds now, bool is_strict) {
  Unmet found;
  auto due = std::upper_bound(dues.begin(), dues.end(), after,
                              [](Seconds at, const Due& each) { return at < each.time; });
  for (; due != dues.end() && due->time <= now; ++due) {
    if (is_strict && (!due->is_announced || due->ends <= now)) continue;
    if (found.first == nullptr) {
      found.first = &*due;
    } else if (due->time >=
               found.first->time + std::min(found.first->interval, due->interval) / 2) {
      found.second = &*due;
      return found;
    }
  }
  return found;
}

// Returns the shortest time between two due times of one schedule of the job.
Seconds shortest_gap(const Job& job) {
  Seconds shortest = shortest_gap(job.schedules[0].calendar);
  for (const Schedule& schedule : job.schedules) {
    shortest = std::min(shortest, shortest_gap(schedule.calendar));
  }
  return shortest;
}

bool is_listed(const Job& job, Seconds now) {
  return std::any_of(job.schedules.begin(), job.schedules.end(),
                     [&](const Schedule& each) { return contains(each.listed, now); });
}

void add_ages(const History& history, const Job& job, const std::vector<Shown>& shown, Seconds step,
              Oracle& oracle) {
  std::vector<Due> dues;
  for (const Schedule& schedule : job.schedules) {
    const auto own = dues_of(history, schedule);
    dues.insert(dues.end(), own.begin(), own.end());
  }
  std::sort(dues.begin(), dues.end(), [](const Due& a, const Due& b) { return a.time < b.time; });
  const auto is_scheduled = [&job](Seconds now) {
    return std::any_of(job.schedules.begin(), job.schedules.end(),
                       [&](const Schedule& each) { return contains(each.enabled, now); });
  };
  const Seconds observed = shortest_gap(job);
  const auto ask = [=, &history, &job, &shown](Seconds now, bool is_second) -> Cause {
    const bool has_run = !job.runs.empty() && job.runs.front().created <= now;
    if (!has_run) return {false, false};
    const Seconds success = shown[static_cast<std::size_t>(now / step)].success.value_or(-1);
    // Without a known schedule, the time between the runs is all that is known. Few of them,
    // started by hand, can be close to each other.
    if (!history.lists_schedules || !is_listed(job, now)) {
      const bool has_few = job.runs.size() < 20;
      return {false, !is_second && (has_few || now - success > observed)};
    }
    if (!is_scheduled(now)) return {false, false};
    const auto is_overdue = [&](const Unmet& found, Seconds interval) {
      const Due* due = is_second ? found.second : found.first;
      return due != nullptr && now - due->time >= interval / 4;
    };
    const Unmet strict = unmet(dues, success, now, true);
    const Unmet wide = unmet(dues, success, now, false);
    const Due* last = is_second ? strict.second : strict.first;
    const Seconds interval = last == nullptr ? 0 : std::max(strict.first->interval, last->interval);
    return {is_overdue(strict, interval), is_overdue(wide, 0)};
  };
  oracle.add("CckmSyncJobLate", job.name, 5 * kMinute,
             [=](Seconds now) { return ask(now, false); });
  oracle.add("CckmSyncJobNoSuccess", job.name, 5 * kMinute,
             [=](Seconds now) { return ask(now, true); });
}

void add_runs(const Job& job, const std::vector<Shown>& shown, Seconds step, Oracle& oracle) {
  const auto at = [&shown, step](Seconds now) -> const Shown& {
    return shown[static_cast<std::size_t>(now / step)];
  };
  oracle.add("CckmSyncJobFailed", job.name, kMinute, [=](Seconds now) -> Cause {
    const Run* run = at(now).newest_ended;
    const bool failed = run != nullptr && run->outcome != Outcome::kSucceeded;
    return {failed, failed};
  });
  oracle.add("CckmSyncJobStuck", job.name, 5 * kMinute, [=](Seconds now) -> Cause {
    const Run* run = at(now).oldest_running;
    const bool is_stuck = run != nullptr && now - run->created > kHour;
    return {is_stuck, is_stuck};
  });
  oracle.add("CckmSyncJobSlow", job.name, kMinute, [=, &job](Seconds now) -> Cause {
    const Run* run = at(now).newest_ended;
    if (run == nullptr) return {false, false};
    const Seconds took = run->ended - run->created;
    const Seconds since = at(now).since;
    // The first run is usual, and what is slow for long becomes usual.
    const Seconds known = since - job.runs.front().ended - 2 * kHour;
    const bool is_new = now < since + std::min(12 * kHour, known / 3);
    return {is_new && took > std::max(kMinute, 7 * job.usual),
            took > std::max(kMinute, 3 * job.usual)};
  });
}

void add_region(const History& history, const Job& job, const std::vector<Shown>& shown,
                Seconds step, Oracle& oracle) {
  Seconds longest = 0;
  for (const Schedule& schedule : job.schedules) {
    longest = std::max(longest, longest_gap(schedule.calendar));
  }
  const Seconds shortest = shortest_gap(job);
  const auto is_enabled = [&job](Seconds now) {
    return std::all_of(job.schedules.begin(), job.schedules.end(),
                       [&](const Schedule& each) { return contains(each.enabled, now); });
  };
  oracle.add("CckmSyncRegionStale", job.name + " eu-west-2", 5 * kMinute,
             [=, &history, &job, &shown](Seconds now) -> Cause {
               const Shown& at = shown[static_cast<std::size_t>(now / step)];
               if (!at.second_region || at.newest_ended->outcome != Outcome::kSucceeded) return {};
               const Seconds behind = *at.success - *at.second_region;
               if (!history.lists_schedules || !is_listed(job, now)) return {false, behind > 0};
               return {behind > 2 * longest + kHour && is_enabled(now), behind > 2 * shortest};
             });
}

void add_schedule(const History& history, const Job& job, const Schedule& schedule,
                  Oracle& oracle) {
  oracle.add("CckmScheduleMissed", schedule.name, 15 * kMinute,
             is_missed(job, schedule, dues_of(history, schedule)));
  oracle.add_of_exporter(
      "CckmScheduleInvalid", schedule.name, 15 * kMinute, [&](Seconds now) -> Cause {
        const bool is = contains(schedule.invalid, now) && contains(schedule.listed, now);
        return {is && is_seen(history, now), is};
      });
  oracle.add("CckmScheduleDisabled", schedule.name, 5 * kMinute, [&](Seconds now) -> Cause {
    const auto listed = interval_at(schedule.listed, now);
    if (!listed) return {};
    const Seconds begin = std::max<Seconds>(listed->begin, 0);
    bool is_disabled = now - begin > 7 * kDay + kHour;
    bool is_nearly = now - begin > 7 * kDay - kHour;
    for (const Intervals* intervals : {&schedule.enabled, &schedule.invalid}) {
      for (const Interval& each : *intervals) {
        if (each.begin <= now && each.end > now - 7 * kDay - kHour) is_disabled = false;
        if (each.begin <= now && each.end > now - 7 * kDay + kHour) is_nearly = false;
      }
    }
    return {is_disabled, is_nearly};
  });
}

void add_manager(const History& history, Oracle& oracle) {
  const auto while_in = [](const Intervals& intervals) {
    return [all = &intervals](Seconds now) -> Cause {
      const bool is = contains(*all, now);
      return {is, is};
    };
  };
  oracle.add_of_exporter("CckmManagerUnreachable", "", 15 * kMinute, while_in(history.cm_down));
  oracle.add_of_exporter("CckmManagerBlind", "", 15 * kMinute, [&](Seconds now) -> Cause {
    return {false, contains(history.cm_down, now) || contains(history.family_down, now)};
  });
  oracle.add_of_exporter("CckmDiscoveryFailing", "", 15 * kMinute, [&](Seconds now) -> Cause {
    const bool is = contains(history.family_down, now);
    return {is && !contains(history.cm_down, now), is};
  });
}

}  // namespace

std::map<AlertName, Expected> expected_alerts(const History& history) {
  Oracle oracle(history);
  const Seconds step = history.step;
  add_manager(history, oracle);
  for (const Job& job : history.jobs) {
    const auto shown = shown_of(history, job);
    add_runs(job, shown, step, oracle);
    add_ages(history, job, shown, step, oracle);
    add_region(history, job, shown, step, oracle);
    if (history.lists_schedules) {
      for (const Schedule& schedule : job.schedules) add_schedule(history, job, schedule, oracle);
    }
  }
  return oracle.take();
}

}  // namespace cckm::truth
