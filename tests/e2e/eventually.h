// SPDX-License-Identifier: Apache-2.0
// Waits for a condition that depends on another process.
#pragma once

#include <chrono>
#include <functional>

namespace cckm::test {

// More than any condition takes on a busy machine under a sanitizer, and less than ctest's limit.
inline constexpr std::chrono::seconds kPatience{50};

// Polls `condition`, at most 20 times a second. Returns false if it does not hold within
// `patience`.
bool eventually(const std::function<bool()>& condition, std::chrono::seconds patience = kPatience);

}  // namespace cckm::test
