// SPDX-License-Identifier: Apache-2.0
// Fuzzes the headers of a 429: Retry-After in the first line, Date in the second.
#include <algorithm>
#include <string>

#include "exporter/http/status.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/time_zone.h"

namespace cckm::test {
namespace {

using std::chrono::seconds;

constexpr std::string_view kDigits = "0123456789";

// Returns the digits of a number without leading zeros, or an empty text if it is not a number.
std::string_view significant(std::string_view text) {
  if (text.empty() || text.find_first_not_of(kDigits) != std::string_view::npos) return {};
  return text.substr(std::min(text.find_first_not_of('0'), text.size() - 1));
}

void check_number(std::string_view digits, seconds wait) {
  const seconds wanted(digits.size() > 3 ? 300 : std::stoi(std::string(digits)));
  require(wait == std::min(wanted, seconds(300)), "seconds are used unchanged, up to 300");
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_retry_after(std::string_view rest) {
  HttpResponse response;
  response.status = 429;
  response.retry_after = take_until(rest, '\n');
  response.date = rest;
  const seconds wait = retry_after(response);
  require(wait >= seconds(0) && wait <= seconds(300), "a wait is 0 to 300 s");
  require(far_from_utc([&] { return retry_after(response); }) == wait,
          "the time zone has no effect");
  const std::string_view digits = significant(response.retry_after);
  if (!digits.empty()) check_number(digits, wait);
  if (digits.empty() && response.date.empty())
    require(wait == seconds(30), "an invalid value is 30 s");
}
