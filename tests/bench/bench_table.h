// SPDX-License-Identifier: Apache-2.0
// The measurements behind BENCHMARKS.md. Each writes its figures into a folder as files of
// tab-separated values, from which report.sh makes tables and plots. Each throws std::exception if
// a scrape failed.
#pragma once

#include <filesystem>

namespace cckm::test {

// Measures warm scrapes of few and many jobs, at several latencies, with and without TLS
// (scrapes.tsv), and computes the cost of a further job from them (cost.tsv).
void measure_scrapes(const std::filesystem::path& folder);

// Measures pages of very many regions, plain and with gzip (regions.tsv).
void measure_region_pages(const std::filesystem::path& folder);

// Measures a hundred scrapers at once (scrapers.tsv).
void measure_scrapers(const std::filesystem::path& folder);

}  // namespace cckm::test
