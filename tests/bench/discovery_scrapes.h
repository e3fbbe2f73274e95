// SPDX-License-Identifier: Apache-2.0
// Measures the exporter with discovery: requests, time and CPU time of cold and warm scrapes.
#pragma once

#include "tests/bench/measure.h"

namespace cckm::test {

// Each prints a headline and its rows. Each throws std::runtime_error if a page lacks key
// containers.

// Reads the history of a long list, then scrapes warm.
void measure_long_list(Table& table);
// Compares a manager that offers every family with one that offers a single family.
void measure_all_families(Table& table);
// Measures the CPU time that a key container costs in a warm scrape.
void measure_many_containers(Table& table);

}  // namespace cckm::test
