// SPDX-License-Identifier: Apache-2.0
// The history that consists of one run.
#include "exporter/model/history.h"

namespace cckm {

History history_of(const SyncJob& run) {
  History history;
  history.last_start = run.created;
  history.running = run.status == JobStatus::kInProgress ? 1 : 0;
  if (*history.running == 1) history.oldest_running = run.created;
  if (succeeded(run) == true) history.last_success = run.completed;
  return history;
}

}  // namespace cckm
