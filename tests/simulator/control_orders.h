// SPDX-License-Identifier: Apache-2.0
// Executes the control interface's orders for lists, key containers and schedules.
#pragma once

#include <string_view>

#include "tests/simulator/appliance.h"

namespace cckm::test {

// Each takes the JSON object of control.h. Each returns 200, 400 for a wrong body, or 404 if there
// is no such family, list or schedule. A rejected order changes nothing.
Response change_family(Appliance& appliance, std::string_view body);
Response change_containers(Appliance& appliance, std::string_view body);
Response change_scheduler(Appliance& appliance, std::string_view body);
Response hold_schedule(Appliance& appliance, std::string_view body);
Response release_schedule(Appliance& appliance, std::string_view body);
Response disable_schedule(Appliance& appliance, std::string_view body);
Response enable_schedule(Appliance& appliance, std::string_view body);
Response hang_schedule(Appliance& appliance, std::string_view body);
Response fail_schedule(Appliance& appliance, std::string_view body);

}  // namespace cckm::test
