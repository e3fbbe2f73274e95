// SPDX-License-Identifier: Apache-2.0
// The small languages that values of the configuration are written in.
#include "exporter/config/url.h"
#include "exporter/config/yaml/edit_distance.h"
#include "exporter/model/duration.h"
#include "exporter/model/utf8.h"
#include "tests/support/catch.h"

namespace cckm::test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

TEST_CASE("durations are Prometheus' and may have a fraction of a second") {
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

TEST_CASE("durations are written in the largest unit that fits") {
  CHECK(format_duration(0ms) == "0s");
  CHECK(format_duration(100ms) == "100ms");
  CHECK(format_duration(9500ms) == "9500ms");
  CHECK(format_duration(60s) == "1m");
  CHECK(format_duration(90s) == "90s");
  CHECK(format_duration(48h) == "2d");
}

TEST_CASE("a URL names a host and a port") {
  struct Row {
    std::string_view text;
    Origin wanted;
  };
  const std::vector<Row> rows = {
      {"https://cm.example.com", {true, "cm.example.com", 443}},
      {"https://cm.example.com/", {true, "cm.example.com", 443}},
      {"https://cm.example.com/api/v1", {true, "cm.example.com", 443}},
      {"https://cm.example.com:8443/api/v1/", {true, "cm.example.com", 8443}},
      {"http://cm_1-a", {false, "cm_1-a", 80}},
      {"http://localhost:1", {false, "localhost", 1}},
      {"https://10.0.0.1:65535", {true, "10.0.0.1", 65535}},
      {"https://[2001:db8::1]", {true, "2001:db8::1", 443}},
      {"https://[::1]:8443/", {true, "::1", 8443}},
      {"https://[::ffff:10.0.0.1]", {true, "::ffff:10.0.0.1", 443}},
      {"https://1password.example", {true, "1password.example", 443}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    REQUIRE(parse_url(row.text).ok());
    CHECK(*parse_url(row.text) == row.wanted);
  }
}

// The bad ones are in testdata/config/bad/urls.yml, but for what YAML cannot bring here.
TEST_CASE("a URL with a NUL byte is refused") {
  CHECK_FALSE(parse_url("https://cm.example.com\0.evil"sv).ok());
  CHECK_FALSE(parse_url("").ok());
}

TEST_CASE("UTF-8 is valid up to its first ill-formed sequence") {
  struct Row {
    std::string_view text;
    std::size_t wanted;
  };
  const std::vector<Row> rows = {
      {"", 0},
      {"plain", 5},
      {"nul\0 too"sv, 8},
      {"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x91", 11},
      {"\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF", 10},
      // Cut short.
      {"ab\xC3", 2},
      {"ab\xE2\x82", 2},
      {"ab\xF0\x9F\x94", 2},
      {"ab\xC3q", 2},
      {"ab\xE2\x82q", 2},
      // Overlong, surrogate, over U+10FFFF, never a first byte.
      {"a\xC0\x80", 1},
      {"a\xC1\xBF", 1},
      {"a\xE0\x9F\xBF", 1},
      {"a\xF0\x8F\xBF\xBF", 1},
      {"a\xED\xA0\x80", 1},
      {"a\xF4\x90\x80\x80", 1},
      {"a\x80", 1},
      {"a\xF5\x80\x80\x80", 1},
      {"a\xFF", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(valid_utf8_length(row.text) == row.wanted);
  }
}

TEST_CASE("control characters are C0, DEL and C1") {
  for (const auto text : {"a\nb"sv, "\0"sv, "\x1F"sv, "\x7F"sv, "a\xC2\x80"sv, "\xC2\x9F."sv}) {
    CAPTURE(text);
    CHECK(has_control_characters(text));
  }
  for (const auto text : {""sv, " ~"sv, "\xC2\xA0"sv, "\xC3\x80"sv, "\xE2\x82\x80"sv}) {
    CAPTURE(text);
    CHECK_FALSE(has_control_characters(text));
  }
}

TEST_CASE("the closest word is suggested only for what may be a slip") {
  const std::vector<std::string_view> words = {"url", "name", "timeout", "jobs"};
  CHECK(closest("tiemout", words) == "timeout");
  CHECK(closest("timeouts", words) == "timeout");
  CHECK(closest("job", words) == "jobs");
  CHECK(closest("ulr", words) == std::nullopt);
  CHECK(closest("uri", words) == "url");
  CHECK(closest("nmae", words) == std::nullopt);
  CHECK(closest("colour", words) == std::nullopt);
  CHECK(closest("", words) == std::nullopt);
  CHECK(closest(std::string(1000000, 'x'), words) == std::nullopt);
}

}  // namespace cckm::test
