// SPDX-License-Identifier: Apache-2.0
// Holds the finder against random histories of lists. `histories [count [seed]]`: a seed repeats
// them. The exit status is 1 if one went wrong; its seed alone repeats it: `histories 1 SEED`.
#include <cstdio>
#include <cstdlib>

#include "tests/unit/discovery/history.h"

int main(int argc, char** argv) {
  const unsigned long count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
  const unsigned long first = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
  unsigned long wrong = 0;
  for (unsigned long seed = first; seed < first + count; ++seed) {
    cckm::test::History history(static_cast<unsigned>(seed));
    const auto problems = history.play();
    if (problems.empty()) continue;
    ++wrong;
    if (wrong > 10) continue;
    std::printf("history %lu: %s\n", seed, history.describe().c_str());
    for (const auto& problem : problems) std::printf("  %s\n", problem.c_str());
  }
  std::printf("%lu histories from seed %lu: %lu wrong\n", count, first, wrong);
  return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
