// SPDX-License-Identifier: Apache-2.0
// Makes sync_jobs of the families, key containers and schedules of one manager.
#pragma once

#include "exporter/model/report.h"

namespace cckm {

// Adds to report.jobs a job for each key container of each family that a run names, an enabled
// schedule starts, or the configuration names; at most FamilyReport::most_containers a family.
// Gives each its name, and tells the schedules which sync_jobs they start. A job without a run in
// the lookback fails with kNoRun, or like its family. A name that a configured job has stays with
// it: the discovered one is left out, and the anomaly kNameTaken is added. Moves the containers out
// of the families. Also gives the configured jobs their histories.
void join(ManagerReport& report);

}  // namespace cckm
