// SPDX-License-Identifier: Apache-2.0
// A client that no server wants.
#pragma once

#include <random>
#include <string>

namespace cckm::test {

// Connects, sends something that is no proper request, and leaves without reading the answer. Does
// not wait for the server in any of it.
void be_rude(const std::string& address, std::mt19937& random);

}  // namespace cckm::test
