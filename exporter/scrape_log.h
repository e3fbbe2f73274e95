// SPDX-License-Identifier: Apache-2.0
// Logs managers, jobs, families and schedules that begin to fail, fail for another reason or
// recover. Also logs failed regions, anomalies of jobs that could be read, and what a manager does
// not offer. A failure that persists is logged again every five minutes, not at every scrape.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "exporter/metrics/job_metrics.h"
#include "exporter/model/anomaly.h"
#include "exporter/model/report.h"
#include "exporter/recent_keys.h"
#include "exporter/region_log.h"
#include "exporter/status/subjects.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// Keeps state only for failing and recently failed jobs. Entries of managers and jobs that are no
// longer reported expire after kForget. Thread-safe.
class ScrapeLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A failure of one subject for one reason is logged at most once in this time.
  static constexpr std::chrono::minutes kReminder{5};
  // An anomaly is logged again if it returns after this time. State that is unused for as long
  // expires.
  static constexpr auto kForget = kForgetKeys;
  // Anomalies remembered of one manager. Further ones are not logged.
  static constexpr auto kMaxAnomalies = kMostKeys;

  // Logs the differences between this and the earlier reports of the manager.
  void note(const ManagerReport& report, Time now);
  // Logs regions of a job that have no series of their own.
  void note(const RegionLoss& loss, Time now);
  // Logs a step of the wall clock by more than a minute since the last call.
  void note_clocks(BootClock::time_point boot, std::chrono::system_clock::time_point wall);

 private:
  // The failures of one subject, or of a manager as a whole.
  class FailureState {
   public:
    // Records a failure. True if it must be logged now.
    bool fail(Reason reason, Time now);
    // Ends the failure that was logged last and returns its reason. Empty if none is open.
    std::optional<Reason> recover();
    bool expired(Time now) const;

   private:
    std::map<Reason, Time> logged_;  // when each reason was logged last
    std::optional<Reason> open_;     // the reason logged last, until the subject recovers
    Time last_failure_;
  };
  // Job (empty: the manager), kind, text.
  using AnomalyKey = std::tuple<std::string, AnomalyKind, std::string>;
  using SubjectKey = std::pair<std::string_view, std::string>;  // kind, name
  struct ManagerState {
    FailureState failure;                         // shared by all subjects
    std::map<SubjectKey, FailureState> subjects;  // failing and recently failed ones only
    RecentKeys<AnomalyKey> anomalies;
    RecentKeys<SubjectKey> unoffered;
    RegionLog regions;
    Time last_report;
  };

  ManagerState& state_of(const std::string& manager, Time now);
  static void note_common(ManagerState& state, const ManagerReport& report,
                          const std::vector<ReportSubject>& subjects, Time now);
  static void note_recovery(ManagerState& state, const ManagerReport& report);
  static void note_subject(ManagerState& state, const ManagerReport& report,
                           const ReportSubject& subject, Time now);
  static void note_recovery(ManagerState& state, const ManagerReport& report,
                            const ReportSubject& subject);
  static void note_unoffered(ManagerState& state, const ManagerReport& report, Time now);
  static void note_anomalies(ManagerState& state, const std::string& manager, const JobReport& job,
                             Time now);

  std::mutex mutex_;  // guards all below
  std::map<std::string, ManagerState> managers_;
  std::optional<std::chrono::nanoseconds> wall_ahead_of_boot_;
};

}  // namespace cckm
