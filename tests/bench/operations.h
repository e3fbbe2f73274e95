// SPDX-License-Identifier: Apache-2.0
// The work of a collection and of its page on fixed inputs, for `make micro-bench` and
// `make count-instructions`.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cckm::test {

struct Operation {
  std::string name;           // without spaces
  std::function<void()> run;  // executes the same instructions each time, but for the first
};

// Returns the operations with their inputs. The inputs contain no random values, and no operation
// depends on the time.
std::vector<Operation> operations();

}  // namespace cckm::test
