// SPDX-License-Identifier: Apache-2.0
// The parts of an expression that a whole can hide: `a or b` has data though b never does.
#pragma once

#include <string>
#include <vector>

namespace cckm::test {

// Every selector in it, `name{...}`, in the order of their appearance, each once.
std::vector<std::string> selectors_of(const std::string& expression);

// What its outermost `or`s stand between; the whole, where there is none.
std::vector<std::string> alternatives_of(const std::string& expression);

}  // namespace cckm::test
