// SPDX-License-Identifier: Apache-2.0
// Statuses, Date and Retry-After.
#include "exporter/http/status.h"

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a status means a reason") {
  const auto [status, wanted] = GENERATE(table<int, std::string_view>({{201, "bad_schema"},
                                                                       {204, "bad_schema"},
                                                                       {206, "bad_schema"},
                                                                       {304, "bad_schema"},
                                                                       {301, "redirect"},
                                                                       {302, "redirect"},
                                                                       {303, "redirect"},
                                                                       {307, "redirect"},
                                                                       {308, "redirect"},
                                                                       {400, "http_4xx"},
                                                                       {401, "auth"},
                                                                       {403, "forbidden"},
                                                                       {404, "not_found"},
                                                                       {410, "http_4xx"},
                                                                       {429, "rate_limited"},
                                                                       {500, "http_5xx"},
                                                                       {502, "http_5xx"},
                                                                       {503, "http_5xx"},
                                                                       {599, "http_5xx"}}));
  CAPTURE(status);
  REQUIRE(status_failure(status).has_value());
  CHECK(reason_name(status_failure(status)->reason) == wanted);
}

TEST_CASE("200 is no failure") {
  CHECK_FALSE(status_failure(200).has_value());
}

TEST_CASE("Retry-After is a number of seconds or a date") {
  const std::string date = "Mon, 23 Nov 2026 10:00:00 GMT";
  const auto [value, wanted] = GENERATE(table<std::string, int>({
      {"0", 0},
      {"7", 7},
      {"300", 300},
      {"301", 300},
      {"1000000000000", 300},
      {"99999999999999999999999", 300},
      // Dates, measured against the Date header.
      {"Mon, 23 Nov 2026 10:00:20 GMT", 20},
      {"Mon, 23 Nov 2026 09:59:00 GMT", 0},
      {"Tue, 24 Nov 2026 10:00:00 GMT", 300},
      // Malformed.
      {"", 30},
      {"-1", 30},
      {"-0", 30},
      {"soon", 30},
      {"1.5", 30},
      {"7 ", 30},
  }));
  CAPTURE(value);
  CHECK(retry_after({.status = 429, .body = {}, .retry_after = value, .date = date, .permit = {}})
            .count() == wanted);
}

TEST_CASE("Retry-After is the default if a date cannot be measured") {
  const auto date = GENERATE(as<std::string>{}, "", "today");
  const HttpResponse response{.status = 429,
                              .body = {},
                              .retry_after = "Mon, 23 Nov 2026 10:00:20 GMT",
                              .date = date,
                              .permit = {}};
  CHECK(retry_after(response).count() == 30);
}

TEST_CASE("the server's time is its Date header") {
  const auto [date, wanted] = GENERATE(table<std::string, std::optional<std::int64_t>>({
      {"Thu, 01 Jan 1970 00:00:07 GMT", 7},
      {"Mon, 23 Nov 2026 10:00:00 GMT", 1795428000},
      {"", std::nullopt},
      {"today", std::nullopt},
      {"2026-11-23T10:00:00Z", std::nullopt},
  }));
  CAPTURE(date);
  const auto time =
      server_time({.status = 200, .body = {}, .retry_after = {}, .date = date, .permit = {}});
  REQUIRE(time.has_value() == wanted.has_value());
  if (wanted) CHECK(time->time_since_epoch().count() == *wanted);
}
