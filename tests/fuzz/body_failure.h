// SPDX-License-Identifier: Apache-2.0
// What every reader of a JSON body claims about its failures.
#pragma once

#include "exporter/model/result.h"
#include "tests/fuzz/fuzz.h"

namespace cckm::test {

inline void check(const Failure& failure) {
  static FixedTexts words(100);
  require(failure.reason == Reason::kBadJson || failure.reason == Reason::kBadSchema,
          "a body is bad JSON or has a bad schema");
  words.check(failure.detail);
}

}  // namespace cckm::test
