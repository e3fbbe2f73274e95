// SPDX-License-Identifier: Apache-2.0
// What a report has read or failed to read, as subjects of log lines and of the status page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/model/report.h"

namespace cckm {

// A job, a family of jobs or the schedules. Precondition: the report outlives it.
struct ReportSubject {
  std::string_view kind;  // the key of the log field: sync_job, family or schedules
  std::string name;
  const Failure* failure;  // nullptr: it was read
  std::optional<double> seconds;
};

// Returns the subjects of a report. The jobs of a family that could not be read are left out, and
// so are discovered jobs that are incomplete: the family says as much. So are families and
// schedules that CM does not offer.
std::vector<ReportSubject> report_subjects(const ManagerReport& report);

// Returns the families and schedules that CM does not offer. None of them counts as failed.
std::vector<ReportSubject> unoffered_subjects(const ManagerReport& report);

// Returns what the messages call a subject of this kind.
std::string_view noun_of(const ReportSubject& subject);

}  // namespace cckm
