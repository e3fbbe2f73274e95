// SPDX-License-Identifier: Apache-2.0
// Redacts all texts of a run that reach a page or the log.
#pragma once

#include "exporter/cckm/redaction.h"
#include "exporter/cckm/unknown_statuses.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// Of one manager. Thread-safe.
class RunRedaction {
 public:
  // Replaces a text with a secret in it by kRedacted. Cuts the texts for the log.
  void redact(SyncJob& run, const SecretFinder& secrets);

 private:
  UnknownStatuses unknown_statuses_;
};

// Replaces the whole text by kRedacted if a secret is in it: a part of a label is another label.
void redact_label(std::string& text, const SecretFinder& secrets);

}  // namespace cckm
