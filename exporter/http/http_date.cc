// SPDX-License-Identifier: Apache-2.0
// By plain arithmetic: each response has a date, and strptime takes ten times the instructions.
#include "exporter/http/http_date.h"

#include <array>

#include "exporter/model/text_cursor.h"

namespace cckm {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::chrono::year_month_day read_date(TextCursor& cursor) {
  const std::chrono::day day(static_cast<unsigned>(cursor.number(2, 1, 31)));
  cursor.expect(" ");
  const std::chrono::month month(static_cast<unsigned>(cursor.one_of(kMonths) + 1));
  cursor.expect(" ");
  return std::chrono::year(cursor.number(4, 1, 9999)) / month / day;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
  TextCursor cursor(text);
  cursor.one_of(kDays);
  cursor.expect(", ");
  const std::chrono::year_month_day date = read_date(cursor);
  cursor.expect(" ");
  const std::chrono::seconds time = cursor.time_of_day();
  cursor.expect(" GMT");
  if (!cursor.complete() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + time;
}

}  // namespace cckm
