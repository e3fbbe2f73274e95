// SPDX-License-Identifier: Apache-2.0
// Tests the order of the rules for a text of a region.
#include "exporter/cckm/region_text.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using Error = RegionError;

constexpr RegionState kSuccess{RegionStatus::kSucceeded, Error::kOther};
constexpr RegionState kPending{RegionStatus::kInProgress, Error::kOther};

RegionState failed(Error error) {
  return {RegionStatus::kFailed, error};
}

RegionState state_of(std::string_view text, const RegionTexts& texts = {}) {
  return region_state(text, true, texts);
}

TEST_CASE("a text is a success or a failure with a class, whatever white space is around it") {
  const std::vector<std::string> success = {"all good"};
  CHECK(state_of(" region synchronized successfully\n") == kSuccess);
  CHECK(state_of("\tAll good ", {.success = success}) == kSuccess);
  CHECK(state_of("all good") == failed(Error::kOther));
  CHECK(state_of(" Rate exceeded ") == failed(Error::kThrottled));
}

TEST_CASE("progress is a failure of its own class when the run has ended") {
  for (const char* text : {"in_progress", "In Progress", "in-progress", "PENDING", " pending\n"}) {
    CAPTURE(text);
    CHECK(region_state(text, false, {}) == kPending);
    CHECK(region_state(text, true, {}) == failed(Error::kUnfinished));
  }
  CHECK(region_state("not in progress", false, {}) == failed(Error::kOther));
}

TEST_CASE("a configured failure text is found anywhere and comes before everything built in") {
  const std::vector<FailureText> failure = {{Error::kAccessDenied, "No Rights"},
                                            {Error::kQuota, "rights exhausted"},
                                            {Error::kQuota, "rate exceeded"}};
  const std::vector<std::string> success = {"no rights"};
  const RegionTexts texts{.success = success, .failure = failure};
  CHECK(state_of("norights", texts) == failed(Error::kOther));
  CHECK(state_of("user has NO RIGHTS here", texts) == failed(Error::kAccessDenied));
  CHECK(state_of("no rights exhausted", texts) == failed(Error::kAccessDenied));
  CHECK(state_of("all rights exhausted", texts) == failed(Error::kQuota));
  CHECK(state_of("ThrottlingException: Rate exceeded", texts) == failed(Error::kQuota));
  CHECK(state_of("no rights", texts) == failed(Error::kAccessDenied));
  CHECK(state_of("region synchronized successfully", texts) == kSuccess);
}

}  // namespace
}  // namespace cckm::test
