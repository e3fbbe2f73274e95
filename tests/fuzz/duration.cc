// SPDX-License-Identifier: Apache-2.0
// Fuzzes durations of the configuration and the flags.
#include "exporter/model/duration.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cckm;
  using namespace cckm::test;
  const std::string_view text = as_text(data, size);
  const auto duration = parse_duration(text);
  if (!duration) return 0;
  require(duration->count() >= 0, "no duration is negative");
  require(text.find_first_not_of("0123456789.ywdhms") == std::string_view::npos,
          "a duration is numbers and units");
  require(parse_duration(format_duration(*duration)) == duration,
          "a parsed duration can be formatted and parsed again");
  return 0;
}
