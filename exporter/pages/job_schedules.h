// SPDX-License-Identifier: Apache-2.0
// Which schedules start a job, and when it is due next.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/model/report.h"

namespace cckm {

// The schedules of one manager by the jobs that they start. Precondition: the report outlives it.
class JobSchedules {
 public:
  explicit JobSchedules(const ManagerReport& report);

  // Returns the schedules that start the job: the one that is due next comes first, and those
  // without a due time last.
  const std::vector<const ScheduleReport*>& of(std::string_view sync_job) const;

 private:
  std::map<std::string_view, std::vector<const ScheduleReport*>> by_job_;
};

}  // namespace cckm
