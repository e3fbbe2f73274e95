// SPDX-License-Identifier: Apache-2.0
// Every text of a run, with a secret in it.
#include "exporter/cckm/run_redaction.h"

#include <array>

#include "tests/support/catch.h"

using namespace cckm;

namespace {

const std::string kSecretText = "correct-horse-battery";

SecretFinder finder() {
  return SecretFinder(std::array{Secret(kSecretText)});
}

}  // namespace

TEST_CASE("a label with a secret in it is redacted as a whole, and another one is kept") {
  std::string leaking = "eu-" + kSecretText;
  std::string honest = "eu-horse";
  redact_label(leaking, finder());
  redact_label(honest, finder());
  CHECK(leaking == kRedacted);
  CHECK(honest == "eu-horse");
}

TEST_CASE("no text of a run that reaches a page or the log keeps a secret") {
  SyncJob run;
  run.containers = {"kms", kSecretText};
  run.regions = {{kSecretText, kSecretText, kSecretText}, {"1", "eu", "ring"}};
  run.failures = {{0, "refused " + kSecretText}, {1, "refused"}};
  run.anomalies = {{AnomalyKind::kUnknownStatus, kSecretText}};
  RunRedaction().redact(run, finder());
  const std::string redacted(kRedacted);
  CHECK(run.containers == std::vector<std::string>{"kms", redacted});
  CHECK(run.regions ==
        std::vector<RegionOutcome>{{redacted, redacted, redacted}, {"1", "eu", "ring"}});
  CHECK(run.failures == std::vector<RegionFailure>{{0, redacted}, {1, "refused"}});
  CHECK(run.anomalies == std::vector<Anomaly>{{AnomalyKind::kUnknownStatus, redacted}});
}

TEST_CASE("texts of a failed region are cut for the log") {
  SyncJob run;
  run.failures = {{0, std::string(1000, 'x')}};
  RunRedaction().redact(run, finder());
  CHECK(run.failures.at(0).text == std::string(200, 'x'));
}

TEST_CASE("an anomaly whose text is not shown any more is left out") {
  RunRedaction redaction;
  SyncJob run;
  for (std::size_t i = 0; i <= UnknownStatuses::kMost; ++i) {
    run.anomalies = {{AnomalyKind::kUnknownStatus, "status " + std::to_string(i)},
                     {AnomalyKind::kNoCompletion}};
    redaction.redact(run, finder());
    CHECK(run.anomalies.size() == (i < UnknownStatuses::kMost ? 2 : 1));
  }
}
