// SPDX-License-Identifier: Apache-2.0
// Measures the time of each operation with Google Benchmark.
#include <benchmark/benchmark.h>

#include "tests/bench/operations.h"

int main(int count, char** arguments) {
  for (const auto& operation : cckm::test::operations()) {
    benchmark::RegisterBenchmark(operation.name.c_str(),
                                 [run = operation.run](benchmark::State& state) {
                                   for ([[maybe_unused]] auto turn : state) run();
                                 });
  }
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
