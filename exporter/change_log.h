// SPDX-License-Identifier: Apache-2.0
// What the operator reads of collections: a line when something begins to fail, fails differently
// or is well again, and a reminder now and then; not a line for every scrape.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "exporter/model/report.h"

namespace cckm {

// Thread-safe.
class ChangeLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::minutes kReminder{5};

  // Logs what differs from the manager's last report.
  void note(const ManagerReport& report, Time now);

 private:
  struct Trouble {
    Reason reason;
    Time told;
  };

  // Whether a failure is news, and remembers it; `trouble` is of one job or one manager.
  static bool is_news(std::optional<Trouble>& trouble, Reason reason, Time now);
  void note_job(const std::string& manager, const JobReport& job, Time now);

  std::mutex mutex_;  // guards all below
  std::map<std::string, std::optional<Trouble>> managers_;
  std::map<std::pair<std::string, std::string>, std::optional<Trouble>> jobs_;
};

}  // namespace cckm
