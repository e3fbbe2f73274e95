// SPDX-License-Identifier: Apache-2.0
// Faults 15 to 20 and 29 to 40: CM answers, but not what was asked for.
#include "tests/catch.h"
#include "tests/faults/fault_scene.h"
#include "tests/faults/variant.h"
#include "tests/golden.h"

using namespace cckm;

TEST_CASE("the golden page of all faults") {
  FaultScene scene;
  check_golden("faults.prom", stable_lines(scene.scrape()));
  scene.end();
}

TEST_CASE("fault 15: 403 for a job") {
  prove({{.name = "forbidden", .fault = {.status = 403}, .reason = "forbidden"}});
}
