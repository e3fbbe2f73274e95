// SPDX-License-Identifier: Apache-2.0
// What the program cckm_simulator shows: key containers, schedules, and weeks of their runs.
#pragma once

#include "tests/simulator/appliance.h"

namespace cckm::test {

// Gives the appliance three AWS KMS, two Azure key vaults and a Google key ring, with schedules
// from every minute to daily and their history. Samples of the other families stay, or the family
// is not offered, as without a licence. Precondition: the appliance has no schedules.
void make_default_world(Appliance& appliance);

}  // namespace cckm::test
