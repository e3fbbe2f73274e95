// SPDX-License-Identifier: Apache-2.0
// Pages of exporters that watch very many regions, as the exporter itself renders them.
#pragma once

#include <cstddef>
#include <string>

#include "exporter/model/timestamp.h"

namespace cckm::test {

// An exporter shows 20,000 regions at most.
inline constexpr std::size_t kJobsOfPage = 200;
inline constexpr std::size_t kRegionsOfJob = 100;
inline constexpr std::size_t kRegionsOfPage = kJobsOfPage * kRegionsOfJob;

// Returns the page of an exporter that discovers the hourly jobs of a manager at `now`. In each
// tenth job, a tenth of the regions failed. In another tenth, a tenth of the regions has had no
// success for ten days. One job of the page has a run in progress.
std::string page_of_many_regions(const std::string& manager, Timestamp now);

}  // namespace cckm::test
