// SPDX-License-Identifier: Apache-2.0
// Labels are redacted as a whole, texts for the log by log_text().
#include "exporter/cckm/run_redaction.h"

#include "exporter/cckm/log_text.h"

namespace cckm {
namespace {

// Characters of a region's text that the log shows.
constexpr std::size_t kShownOfRegion = 200;

}  // namespace

void redact_label(std::string& text, const SecretFinder& secrets) {
  if (secrets.whole_in(text)) text = kRedacted;
}

void RunRedaction::redact(SyncJob& run, const SecretFinder& secrets) {
  for (std::string& container : run.containers) redact_label(container, secrets);
  for (RegionOutcome& region : run.regions) {
    redact_label(region.account, secrets);
    redact_label(region.region, secrets);
    redact_label(region.container, secrets);
  }
  for (RegionFailure& failure : run.failures) {
    failure.text = log_text(failure.text, secrets, kShownOfRegion);
  }
  std::erase_if(run.anomalies, [&](Anomaly& anomaly) {
    if (anomaly.kind != AnomalyKind::kUnknownStatus) return false;
    const auto shown = unknown_statuses_.shown(anomaly.text, secrets);
    anomaly.text = shown.value_or("");
    return !shown;
  });
}

}  // namespace cckm
