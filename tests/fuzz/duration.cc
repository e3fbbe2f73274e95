// SPDX-License-Identifier: Apache-2.0
// Fuzzes durations of the configuration and the flags.
#include "exporter/model/duration.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

void cckm::test::fuzz_duration(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) return;
  require(duration->count() >= 0, "no duration is negative");
  require(text.find_first_not_of("0123456789.ywdhms") == std::string_view::npos,
          "a duration is numbers and units");
  require(parse_duration(format_duration(*duration)) == duration,
          "a parsed duration can be formatted and parsed again");
}
