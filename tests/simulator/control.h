// SPDX-License-Identifier: Apache-2.0
// The control interface: plain HTTP beside the appliance, for tests in other processes. It has
//   GET /stats              the counts, see stats.h
//   POST /faults            sets one more fault, see fault_json.h
//   DELETE /faults          clears them all
//   POST /regions/fail      {"job_id": ..., "region": ...}: it fails from the next run on
//   POST /regions/heal      likewise: it succeeds again
//   POST /tokens/revoke     no token that was handed out is good any more
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/simulator/appliance.h"

namespace cckm::test {

// 200, 400 for a body that is not as above, 404 for anything else.
Answer control(Appliance& appliance, const Request& request);

boost::asio::awaitable<void> serve_control(boost::asio::ip::tcp::socket socket,
                                           Appliance& appliance);

}  // namespace cckm::test
