// SPDX-License-Identifier: Apache-2.0
// Prints the instants of cron expressions, for main.go to compare with robfig/cron. Reads lines of
// an expression, a tab and a time. Prints `invalid`, or the next instant, a tab and the last one;
// `-` if there is none. Times are seconds since 1970.
#include <cstdio>
#include <iostream>
#include <string>

#include "exporter/model/cron.h"
#include "tests/support/escaped.h"

namespace cckm::test {
namespace {

std::string text_of(const std::optional<std::chrono::sys_seconds>& instant) {
  return instant ? std::to_string(instant->time_since_epoch().count()) : "-";
}

std::string instants_of(const std::string& line) {
  const std::size_t tab = line.find('\t');
  const auto cron = Cron::parse(unescaped(line.substr(0, tab)));
  if (!cron) return "invalid";
  const std::chrono::sys_seconds time(std::chrono::seconds(std::stoll(line.substr(tab + 1))));
  return text_of(cron->next_after(time)) + '\t' + text_of(cron->last_until(time));
}

}  // namespace
}  // namespace cckm::test

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << cckm::test::instants_of(line) << '\n';
  }
}
