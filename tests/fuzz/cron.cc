// SPDX-License-Identifier: Apache-2.0
// Fuzzes cron expressions. The input is a timestamp, a line feed, and an expression.
#include "exporter/model/cron.h"

#include <string>

#include "exporter/model/ascii.h"
#include "exporter/model/timestamp.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// Returns the time in the text, or one in November 2026.
sys_seconds time_in(std::string_view text) {
  return sys_seconds(seconds(parse_timestamp(text).value_or(Timestamp{1'795'681'000, 0}).seconds));
}

bool is_full_minute(sys_seconds instant) {
  return floor<std::chrono::minutes>(instant) == instant;
}

void check(const Cron& cron, sys_seconds time) {
  const auto next = cron.next_after(time);
  const auto last = cron.last_until(time);
  if (last) {
    require(*last <= time && is_full_minute(*last), "the last instant is a minute of the past");
    require(cron.next_after(*last - seconds(1)) == last, "the last instant is one");
  }
  if (!next) return;
  require(*next > time && is_full_minute(*next), "the next instant is a minute of the future");
  require(cron.last_until(*next) == next, "the next instant is one");
  require(cron.last_until(*next - seconds(1)) == last, "there is no instant between them");
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_cron(std::string_view text) {
  const sys_seconds time = time_in(take_until(text, '\n'));
  const auto cron = Cron::parse(text);
  const auto same = Cron::parse(" \t" + to_lower(text) + "\n");
  require(cron.has_value() == same.has_value(), "white space and case have no effect");
  if (!cron) return;
  check(*cron, time);
  require(cron->next_after(time) == same->next_after(time), "white space and case have no effect");
}
