// SPDX-License-Identifier: Apache-2.0
// CM's list of the runs of a family.
#pragma once

#include <array>
#include <string_view>

#include "tests/simulator/families.h"
#include "tests/simulator/list_query.h"
#include "tests/simulator/response.h"

namespace cckm::test {

// The conditions that this list knows.
inline constexpr std::array kRunConditions = {kSortNewestFirst, kOnlyInProgress};

// Returns the part of the list that the query selects, as the family's behaviour has it.
// Precondition: the family has a history.
Response run_list(Family& family, const ListQuery& query, Time now);

}  // namespace cckm::test
