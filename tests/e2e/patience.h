// SPDX-License-Identifier: Apache-2.0
// Waiting for what another process will say once it has come so far, but not for ever.
#pragma once

#include <chrono>
#include <functional>

namespace cckm::test {

// Far more than anything takes on a busy machine under a sanitizer, and less than ctest allows.
inline constexpr std::chrono::seconds kPatience{50};

// Asks again and again, twenty times a second at most, until `condition` holds; false if it never
// did.
bool in_time(const std::function<bool()>& condition);

}  // namespace cckm::test
