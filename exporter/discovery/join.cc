// SPDX-License-Identifier: Apache-2.0
// The steps for each family: which key containers count, how many of them get series, what they are
// called, and which schedules start them. All depend on the report alone, and not on the order in
// which its parts were read.
#include "exporter/discovery/join.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "exporter/discovery/names.h"

namespace cckm {
namespace {

using Key = std::pair<std::string, std::string>;  // name, id

Key key_of(const KeyContainer& container) {
  return {container.name, container.id};
}

bool is_unnamed(const KeyContainer& container) {
  return container.name.empty() && container.id.empty();
}

// One family, its key containers and the schedules that start them.
class Family {
 public:
  Family(FamilyReport& report, std::vector<ScheduleReport>& schedules)
      : report_(report),
        listed_(report.listed ? report.listed : std::make_shared<const KeyContainers>()) {
    for (ContainerReport& container : std::exchange(report_.containers, {})) {
      containers_.emplace(key_of(container.container), std::move(container));
    }
    for (ScheduleReport& schedule : schedules) {
      for (const ScheduleTarget& target : schedule.schedule.targets) {
        if (target.endpoint == report_.endpoint) schedules_.push_back({schedule, target});
      }
    }
  }

  // Returns the jobs with series, without their names.
  std::vector<ContainerReport> select() {
    for (const auto& text : report_.wanted) expect(listed_->find(text));
    for (const auto& [schedule, target] : schedules_) {
      if (schedule.enabled) expect_targets(target);
    }
    if (!report_.wanted.empty()) leave_out_unwanted();
    return within_limit();
  }

  // Adds the name of a job to the schedules that start it, and their due times to its history.
  void apply_schedules(const std::string& job, const KeyContainer& container, History& history) {
    for (auto& [schedule, target] : schedules_) {
      if (!starts(target, container)) continue;
      schedule.sync_jobs.push_back(job);
      if (!schedule.enabled) continue;
      keep(history.last_due, schedule.last_due, std::greater<>());
      if (!schedule.interval) continue;
      const std::optional<double> interval = static_cast<double>(schedule.interval->count());
      keep(history.expected_interval_seconds, interval, std::less<>());
    }
  }

 private:
  struct Start {
    ScheduleReport& schedule;
    const ScheduleTarget& target;
  };

  // Replaces `kept` by `other` if that is better.
  template <typename T, typename Better>
  static void keep(std::optional<T>& kept, const std::optional<T>& other, Better better) {
    if (other && (!kept || better(*other, *kept))) kept = other;
  }

  // Adds a key container that must have had runs.
  void expect(const KeyContainer& container) {
    expected_.insert(key_of(container));
    if (containers_.contains(key_of(container))) return;
    const Failure none{Reason::kNoRun, "no run within the lookback"};
    containers_.emplace(key_of(container),
                        ContainerReport{container, report_.failure.value_or(none)});
  }

  void expect_targets(const ScheduleTarget& target) {
    if (target.synchronize_all) expect({});
    for (const auto& text : target.containers) expect(listed_->find(text));
  }

  // Runs that name no key container cover the wanted ones as well, so they stay.
  void leave_out_unwanted() {
    std::set<Key> wanted = {Key()};
    for (const auto& text : report_.wanted) wanted.insert(key_of(listed_->find(text)));
    std::erase_if(containers_, [&](const auto& item) { return !wanted.contains(item.first); });
  }

  // Those that were expected come first, then the others by name.
  std::vector<ContainerReport> within_limit() {
    std::vector<ContainerReport> selected;
    for (const bool expected : {true, false}) {
      for (auto& [key, container] : containers_) {
        if (expected_.contains(key) != expected) continue;
        if (selected.size() < report_.most_containers) {
          selected.push_back(std::move(container));
        } else {
          ++report_.dropped;
        }
      }
    }
    std::ranges::sort(selected, {}, [](const ContainerReport& report) {
      return std::tie(report.container.name, report.container.id);
    });
    return selected;
  }

  bool starts(const ScheduleTarget& target, const KeyContainer& container) const {
    if (target.synchronize_all) return true;
    return std::ranges::any_of(target.containers, [&](const std::string& text) {
      return listed_->find(text) == container;
    });
  }

  FamilyReport& report_;
  const std::shared_ptr<const KeyContainers> listed_;
  std::map<Key, ContainerReport> containers_;
  std::set<Key> expected_;
  std::vector<Start> schedules_;
};

void add_jobs(FamilyReport& report, std::vector<ScheduleReport>& schedules, Names& names,
              ManagerReport& manager) {
  Family family(report, schedules);
  for (ContainerReport& container : family.select()) {
    const std::string name = is_unnamed(container.container)
                                 ? Names::of_all(*report.endpoint)
                                 : names.of(*report.endpoint, container.container);
    if (names.is_configured(name)) {
      manager.anomalies.push_back({AnomalyKind::kNameTaken, name});
      continue;
    }
    family.apply_schedules(name, container.container, container.history);
    manager.jobs.push_back({name, *report.endpoint, std::move(container.run), report.fetch_seconds,
                            std::make_shared<const History>(std::move(container.history))});
  }
}

}  // namespace

void join(ManagerReport& report) {
  Names names;
  for (const JobReport& job : report.jobs) names.configured(job.sync_job);
  std::vector<ScheduleReport> none;
  auto& schedules = report.schedules ? report.schedules->schedules : none;
  for (FamilyReport& family : report.families) add_jobs(family, schedules, names, report);
}

}  // namespace cckm
