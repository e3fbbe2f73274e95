// SPDX-License-Identifier: Apache-2.0
// Fault 65: CM sends other regions at every scrape. The exporter must forget the former ones.
#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"
#include "tests/support/process_status.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("fault 65: regions that change at every scrape") {
  FaultScene scene;
  const auto regions_of = [](int scrape) {
    std::string members;
    for (int i = 0; i < 300; ++i) {
      members += (members.empty() ? "\"123456789012/r-" : ",\"123456789012/r-") +
                 std::to_string(scrape) + "-" + std::to_string(i) +
                 "\":\"region synchronized successfully\"";
    }
    return "{" + members + "}";
  };
  double warm = 0;
  for (int i = 0; i < 120; ++i) {
    scene.simulator.clear_faults();
    scene.simulator.set_fault(
        {.job_id = scene.job_id(), .body = JobBody{.regions = regions_of(i)}.text()});
    const std::string page = scene.exporter.scrape();
    const std::string of_job = facts_of(page).at(kJob);
    const std::string region = "region=\"r-" + std::to_string(i) + "-";
    std::size_t live = 0;
    for (auto at = of_job.find(region); at != std::string::npos; at = of_job.find(region, at + 1)) {
      ++live;
    }
    CHECK(live == 600);  // the success and the last success of each region
    CHECK(page.find("region=\"r-" + std::to_string(i - 1) + "-") == std::string::npos);
    const double resident = sample(page, "process_resident_memory_bytes").value();
    if (i == 40) warm = resident;
    if (i > 40 && kMemoryIsOurs) CHECK(resident < warm + (4 << 20));
  }
  scene.heal();
  scene.expect_clean();
  scene.end();
}
