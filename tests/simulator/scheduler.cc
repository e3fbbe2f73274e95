// SPDX-License-Identifier: Apache-2.0
// Takes the earliest due time of all schedules, again and again, until none is left.
#include "tests/simulator/scheduler.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "tests/simulator/list_envelope.h"

namespace cckm::test {
namespace {

constexpr const char* kLimitExceeded = "RequestLimitExceeded: Request limit exceeded";

std::string schedule_id(std::size_t index) {
  std::array<char, 40> id;
  std::snprintf(id.data(), id.size(), "4b9e1f7e-0000-4000-8000-%012zx", index + 1);
  return id.data();
}

std::optional<Time> next_after(const std::optional<Cron>& cron, Time time) {
  if (!cron) return std::nullopt;
  return cron->next_after(std::chrono::floor<std::chrono::seconds>(time));
}

// Returns true if this start, counted from 1, is one that fails.
bool fails_now(const Schedule& schedule, std::size_t start) {
  return schedule.fails_every > 0 && start % schedule.fails_every == 0;
}

}  // namespace

void Scheduler::add(Schedule schedule, Time since) {
  if (schedule.id.empty()) schedule.id = schedule_id(entries_.size());
  for (const SyncPlan& plan : schedule.plans) families_.history_of(*plan.endpoint);
  const std::optional<Cron> cron = Cron::parse(schedule.run_at);
  entries_.push_back(
      {.schedule = std::move(schedule), .cron = cron, .next_due = next_after(cron, since)});
}

void Scheduler::advance(Time now) {
  while (Entry* entry = first_due(now)) {
    const Time due = *entry->next_due;
    entry->next_due = next_after(entry->cron, due);
    if (is_enabled_at(entry->schedule, due)) come_due(*entry, due);
  }
}

Scheduler::Entry* Scheduler::first_due(Time now) {
  Entry* first = nullptr;
  for (Entry& entry : entries_) {
    if (!entry.next_due || *entry.next_due > now) continue;
    if (first == nullptr || *entry.next_due < *first->next_due) first = &entry;
  }
  return first;
}

void Scheduler::come_due(Entry& entry, Time due) {
  if (entry.to_hold == 0) return start(entry, due);
  if (entry.to_hold != kAll) --entry.to_hold;
  entry.has_held = true;
}

void Scheduler::start(Entry& entry, Time time) {
  const std::vector<SyncPlan>& plans = entry.schedule.plans;
  if (plans.empty() || families_.is_running(plans.front().endpoint->cloud, time)) return;
  ++entry.starts;
  for (const SyncPlan& plan : plans) {
    std::string id = families_.history_of(*plan.endpoint).add(next_run(entry, plan, time));
    if (entry.hangs_next) entry.hanging.emplace_back(plan.endpoint, std::move(id));
  }
  entry.hangs_next = false;
  entry.failure.reset();
}

SimulatedJob Scheduler::next_run(const Entry& entry, const SyncPlan& plan, Time time) const {
  SimulatedJob run = begin_run(plan, time);
  run.progress->hangs = entry.hangs_next;
  if (fails_now(entry.schedule, entry.starts) && !run.regions.empty())
    run.regions.front().outcome = kLimitExceeded;
  if (!entry.failure) return run;
  if (SimulatedRegion* region = find_region(run, entry.failure->key))
    region->outcome = entry.failure->outcome;
  return run;
}

Response Scheduler::list(const ListQuery& query) const {
  if (const auto status = refusal_of(behaviour.offer)) return error_response(*status);
  const bool only_synchronizations = query.has(kOnlySynchronizations) && !behaviour.filters_ignored;
  std::vector<const Schedule*> selected;
  for (const Entry& entry : entries_) {
    const bool is_synchronization = entry.schedule.operation == "cckm_synchronization";
    if (behaviour.offer != Offer::kEmpty && (is_synchronization || !only_synchronizations))
      selected.push_back(&entry.schedule);
  }
  const Slice part = slice(query.skip, query.limit, selected.size());
  std::string resources;
  for (std::size_t i = part.begin; i < part.end; ++i)
    resources += (i > part.begin ? "," : "") + to_json(*selected[i], behaviour.parameters);
  return {200,
          {},
          to_json(ListEnvelope{.skip = query.skip,
                               .limit = query.limit,
                               .total = static_cast<std::int64_t>(selected.size()),
                               .resources = std::move(resources)})};
}

std::vector<Schedule> Scheduler::schedules() const {
  std::vector<Schedule> schedules;
  for (const Entry& entry : entries_) schedules.push_back(entry.schedule);
  return schedules;
}

bool Scheduler::hold(std::string_view name, std::size_t runs) {
  Entry* entry = find(name);
  if (entry != nullptr) entry->to_hold = runs;
  return entry != nullptr;
}

bool Scheduler::release(std::string_view name, Time now) {
  Entry* entry = find(name);
  if (entry == nullptr) return false;
  for (const auto& [endpoint, id] : entry->hanging)
    families_.history_of(*endpoint).cancel_run(id, now);
  entry->hanging.clear();
  entry->to_hold = 0;
  if (std::exchange(entry->has_held, false)) start(*entry, now);
  return true;
}

bool Scheduler::set_disabled(std::string_view name, bool disabled) {
  Entry* entry = find(name);
  if (entry != nullptr) entry->schedule.disabled = disabled;
  return entry != nullptr;
}

bool Scheduler::hang_next(std::string_view name) {
  Entry* entry = find(name);
  if (entry != nullptr) entry->hangs_next = true;
  return entry != nullptr;
}

bool Scheduler::fail_next(std::string_view name, const std::string& region,
                          const std::string& text) {
  Entry* entry = find(name);
  if (entry == nullptr) return false;
  const auto& plans = entry->schedule.plans;
  const bool is_known = std::any_of(plans.begin(), plans.end(), [&](const SyncPlan& plan) {
    SimulatedJob run = begin_run(plan, {});
    return find_region(run, region) != nullptr;
  });
  if (is_known) entry->failure = SimulatedRegion{region, text};
  return is_known;
}

Scheduler::Entry* Scheduler::find(std::string_view name) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.schedule.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

}  // namespace cckm::test
