// SPDX-License-Identifier: Apache-2.0
// What the exporter promises of its behaviour when others misbehave, measured: each function runs
// its scenes and prints its rows.
#pragma once

#include "tests/bench/measure.h"

namespace cckm::test {

// How long after a scrape's deadline the answer comes, when CM stalls at every point it can.
void measure_stalls(Table& table);

// A scraper beside a thousand clients that say nothing or say it slowly.
void measure_slow_clients(Table& table);

// Memory, when CM answers without end.
void measure_large_answers(Table& table);

// SIGTERM at any moment.
void measure_stopping(Table& table);

// A hundred scrapers at once.
void measure_storm(Table& table);

}  // namespace cckm::test
