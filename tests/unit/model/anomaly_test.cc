// SPDX-License-Identifier: Apache-2.0
// Messages of anomalies, and the anomalies that need no action.
#include "exporter/model/anomaly.h"

#include <set>
#include <string_view>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

TEST_CASE("every anomaly has a message of its own") {
  std::set<std::string_view> messages;
  for (const std::string_view text : kAnomalyTexts) {
    CAPTURE(text);
    CHECK_FALSE(text.empty());
    CHECK(messages.insert(text).second);
  }
  CHECK(kAnomalyTexts[AnomalyKind::kBeginsInTheFuture] == "createdAt is in the future");
}

TEST_CASE("only a replaced token is an anomaly that the exporter settles by itself") {
  for (const AnomalyKind kind : kAnomalyTexts.values()) {
    CAPTURE(kAnomalyTexts[kind]);
    const bool replaced =
        kind == AnomalyKind::kTokenRevoked || kind == AnomalyKind::kRefreshTokenRefused;
    CHECK(is_settled(kind) == replaced);
  }
}

}  // namespace
}  // namespace cckm::test
