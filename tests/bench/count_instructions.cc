// SPDX-License-Identifier: Apache-2.0
// Runs each operation once under callgrind, which writes the number of its instructions to a file
// of its own. count_instructions.sh starts it and reads the files.
#include <valgrind/callgrind.h>

#include <cstdio>
#include <exception>

#include "tests/bench/operations.h"

int main() {
  try {
    for (const auto& operation : cckm::test::operations()) {
      operation.run();  // resolves symbols and fills caches
      CALLGRIND_ZERO_STATS;
      operation.run();
      CALLGRIND_DUMP_STATS_AT(operation.name.c_str());
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "count_instructions: %s\n", error.what());
    return 1;
  }
}
