// SPDX-License-Identifier: Apache-2.0
// A client that sends bad requests.
#pragma once

#include <random>
#include <string>

namespace cckm::test {

// Connects, sends a malformed or incomplete request, and closes the connection without reading the
// response. Does not wait for the server.
void send_bad_request(const std::string& address, std::mt19937& random);

}  // namespace cckm::test
