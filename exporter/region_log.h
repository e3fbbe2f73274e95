// SPDX-License-Identifier: Apache-2.0
// Logs CM's texts about failed regions, each once and not at every scrape.
#pragma once

#include <string>
#include <tuple>

#include "exporter/log/log_line.h"
#include "exporter/model/report.h"
#include "exporter/recent_keys.h"

namespace cckm {

// The failed regions of one manager. Not thread-safe.
class RegionLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Logs each failed region of the job whose text is new, with its class and text. A text without a
  // known word that fails a completed run is logged once for all regions, as a warning. One more
  // line has the number of failed regions without a line. The id of the run makes no difference.
  // Precondition: the job was read, and its texts are fit for the log.
  void note(const std::string& manager, const JobReport& job, Time now);
  // Forgets all that was not seen for an hour.
  void expire(Time now);

 private:
  // A text of a region. An unknown text has no job and no labels: it is logged once for all.
  struct Key {
    std::string sync_job = {}, account = {}, region = {}, container = {};  // clean
    std::string text;

    bool operator<(const Key& other) const {
      return std::tie(sync_job, account, region, container, text) <
             std::tie(other.sync_job, other.account, other.region, other.container, other.text);
    }
  };
  using Found = RecentKeys<Key>::Found;

  static log::Fields labels_of(const std::string& manager, const Key& key);
  // Returns false if the failure has no line because the memory is full.
  bool note(const std::string& manager, const JobReport& job, const RegionFailure& failure,
            Time now);

  RecentKeys<Key> texts_;
  RecentKeys<std::string> crowded_;  // jobs with failed regions that have no line
};

}  // namespace cckm
