// SPDX-License-Identifier: Apache-2.0
// Durations of the configuration: parsing and formatting.
#include "exporter/model/duration.h"

#include <optional>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

TEST_CASE("a duration has Prometheus' units and can have a fraction of a second") {
  struct Row {
    std::string_view text;
    std::optional<std::chrono::milliseconds> wanted;
  };
  const std::vector<Row> rows = {
      {"0s", 0ms},
      {"500ms", 500ms},
      {"5s", 5s},
      {"1m30s", 90s},
      {"30d", 720h},
      {"1w", 168h},
      {"1y", 8760h},
      {"1y2w3d4h5m6s7ms", 8760h + 336h + 72h + 4h + 5min + 6s + 7ms},
      {"0090s", 90s},
      // A fraction, of seconds and at the end only.
      {"9.5s", 9500ms},
      {"1m0.25s", 60250ms},
      {"0.001s", 1ms},
      {"0.0001s", std::nullopt},
      {"9.s", std::nullopt},
      {".5s", std::nullopt},
      {"1.5m", std::nullopt},
      {"1.5s500ms", std::nullopt},
      {"1.5ms", std::nullopt},
      // A unit twice or in the wrong order.
      {"5s5s", std::nullopt},
      {"5s5m", std::nullopt},
      {"5ms5s", std::nullopt},
      // No duration.
      {"", std::nullopt},
      {"0", std::nullopt},
      {"5", std::nullopt},
      {"s", std::nullopt},
      {"-5s", std::nullopt},
      {"+5s", std::nullopt},
      {" 5s", std::nullopt},
      {"5s ", std::nullopt},
      {"5 s", std::nullopt},
      {"5S", std::nullopt},
      {"5us", std::nullopt},
      {"5sm", std::nullopt},
      {"5s5", std::nullopt},
      {"5s\0"sv, std::nullopt},
      // The edge of 64 bits.
      {"9223372036854775807ms", std::chrono::milliseconds::max()},
      {"9223372036854775808ms", std::nullopt},
      {"292471208y", 292471208 * 8760h},
      {"292471209y", std::nullopt},
      {"292471208y292471208w", std::nullopt},
      {"9223372036854775s0.9s", std::nullopt},
      {"9223372036854775.9s", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_duration(row.text) == row.wanted);
  }
}

TEST_CASE("a duration is formatted in the largest unit that fits") {
  CHECK(format_duration(0ms) == "0s");
  CHECK(format_duration(100ms) == "100ms");
  CHECK(format_duration(9500ms) == "9500ms");
  CHECK(format_duration(60s) == "1m");
  CHECK(format_duration(90s) == "90s");
  CHECK(format_duration(48h) == "2d");
}

}  // namespace
}  // namespace cckm::test
