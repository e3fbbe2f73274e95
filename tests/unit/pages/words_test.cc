// SPDX-License-Identifier: Apache-2.0
// Every reason and every class has words of its own.
#include "exporter/pages/words.h"

#include <set>

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("every reason has a sentence of its own") {
  std::set<std::string_view> seen;
  for (const Reason reason : kReasonNames.values()) {
    CAPTURE(reason_name(reason));
    CHECK(words_of(reason).ends_with('.'));
    CHECK(seen.insert(words_of(reason)).second);
  }
}

TEST_CASE("every class of failures has words of its own") {
  std::set<std::string_view> seen;
  for (const RegionError error : kRegionErrorNames.values()) {
    CHECK(seen.insert(words_of(error)).second);
  }
}

TEST_CASE("the words belong to their reasons") {
  CHECK_THAT(std::string(words_of(Reason::kDns)), ContainsSubstring("name"));
  CHECK_THAT(std::string(words_of(Reason::kTimeout)), ContainsSubstring("deadline"));
  CHECK_THAT(std::string(words_of(Reason::kForbidden)), ContainsSubstring("forbids"));
  CHECK_THAT(std::string(words_of(Reason::kNoRun)), ContainsSubstring("No run"));
  CHECK_THAT(std::string(words_of(Reason::kInternal)), ContainsSubstring("fault"));
  CHECK(words_of(RegionError::kAccessDenied) == "access denied");
  CHECK_THAT(std::string(words_of(RegionError::kLicense)), ContainsSubstring("license"));
}

}  // namespace cckm::test
