// SPDX-License-Identifier: Apache-2.0
// Measures the figures named on the command line, or all. Exits with 1 if a limit is exceeded.
#include "tests/bench/figures.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <span>
#include <string_view>

namespace {

using namespace cckm;
using namespace cckm::test;

struct Figure {
  std::string_view name;
  const char* about;
  void (*measure)(Table&);
};

constexpr Figure kFigures[] = {
    {"stalls", "CM stalls; D is the deadline of the scrape", measure_stalls},
    {"forgetful_firewalls", "10 scrapes of 40 jobs, one a minute, through firewalls that forget",
     measure_forgetful_firewalls},
    {"slow_clients", "scrapes beside slow clients", measure_slow_clients},
    {"handshakes", "scrapes over an open TLS connection beside a flood of handshakes",
     measure_handshakes},
    {"large_responses", "endless responses of CM: growth of resident memory",
     measure_large_responses},
    {"stopping", "SIGTERM at random moments", measure_stopping},
    {"reloads", "a hundred reloads a second for ten seconds, under scrapes, with TLS",
     measure_reloads},
    {"storm", "a hundred scrapers at once on a thousand jobs", measure_storm},
    {"endurance", "a minute without scrapes, then 100,000 scrapes", measure_endurance},
};

bool is_selected(const Figure& figure, std::span<const char* const> names) {
  return names.empty() || std::find(names.begin(), names.end(), figure.name) != names.end();
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<const char* const> names(argv + 1, static_cast<std::size_t>(argc - 1));
  try {
    Table table;
    for (const Figure& figure : kFigures) {
      if (!is_selected(figure, names)) continue;
      std::printf("\n%s\n", figure.about);
      figure.measure(table);
    }
    return table.missed() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "figures: %s\n", error.what());
    return 1;
  }
}
