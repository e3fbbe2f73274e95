// SPDX-License-Identifier: Apache-2.0
// The program bench_table FOLDER: measures, and writes the figures into the folder.
#include "tests/bench/bench_table.h"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_table FOLDER\n", stderr);
    return 1;
  }
  try {
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    cckm::test::measure_scrapes(folder);
    cckm::test::measure_region_pages(folder);
    cckm::test::measure_scrapers(folder);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_table: %s\n", error.what());
    return 1;
  }
}
