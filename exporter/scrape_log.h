// SPDX-License-Identifier: Apache-2.0
// What the operator reads of collections: a line when something begins to fail, fails differently
// or is well again, and a reminder now and then; not a line for every scrape.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "exporter/metrics/job_metrics.h"
#include "exporter/model/anomaly.h"
#include "exporter/model/report.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// Thread-safe. Remembers what fails now or did so a while ago, not what is well, and nothing for
// ever of managers and jobs that are not noted any more.
class ScrapeLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A failure of one job for one reason is told once in this time, however often it comes and goes.
  static constexpr std::chrono::minutes kReminder{5};
  // An anomaly is told again when it comes back after this time. What is not noted for as long is
  // forgotten.
  static constexpr std::chrono::hours kForget{1};
  // How many anomalies are remembered of a manager; further ones are not told.
  static constexpr std::size_t kMostRemarks = 1000;

  // Logs what differs from what was noted before.
  void note(const ManagerReport& report, Time now);
  void note(const RegionLoss& loss, Time now);
  // Logs a step of the wall clock by more than a minute since the last call.
  void note_clocks(BootClock::time_point boot, std::chrono::system_clock::time_point wall);

 private:
  // Of one job, or of a manager as a whole.
  class Trouble {
   public:
    // Whether the failure is to be told, which it then counts as.
    bool begins(Reason reason, Time now);
    // The failure that was told and is over now; none if none was.
    std::optional<Reason> ends();
    bool forgettable(Time now) const;

   private:
    std::map<Reason, Time> told_;
    std::optional<Reason> open_;  // the last one told, until it is over
    Time noted_;
  };
  // Job (empty: about the manager), kind, text.
  using AnomalyKey = std::tuple<std::string, AnomalyKind, std::string>;
  struct Known {
    Trouble trouble;
    std::map<std::string, Trouble> jobs;   // that are in trouble or were
    std::map<AnomalyKey, Time> anomalies;  // when they were made last
    Time noted;
  };

  Known& known(const std::string& manager, Time now);
  static void note_job(Known& known, const ManagerReport& report, const JobReport& job, Time now);
  static bool is_news(Known& known, AnomalyKey anomaly, Time now);

  std::mutex mutex_;  // guards all below
  std::map<std::string, Known> managers_;
  std::optional<std::chrono::nanoseconds> wall_ahead_of_boot_;
};

}  // namespace cckm
