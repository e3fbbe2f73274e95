// SPDX-License-Identifier: Apache-2.0
// Splits PromQL expressions. `a or b` can have data although b never has, so tests check the parts.
#pragma once

#include <string>
#include <vector>

namespace cckm::test {

// Returns every selector `name{...}` of an expression once, in order of appearance.
std::vector<std::string> selectors_of(const std::string& expression);

// Returns the operands of the outermost `or`s. Without an `or`, returns the whole expression.
std::vector<std::string> alternatives_of(const std::string& expression);

}  // namespace cckm::test
