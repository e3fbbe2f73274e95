// SPDX-License-Identifier: Apache-2.0
// The control interface: plain HTTP on a port of its own, for tests in other processes.
//   GET /stats              returns the counts of stats.h
//   POST /faults            adds a fault, see fault_json.h
//   DELETE /faults          clears all faults
//   POST /regions/fail      {"job_id": ..., "region": ...}: the region fails from the next run on
//   POST /regions/heal      the same body: the region succeeds from the next run on
//   POST /tokens/revoke     revokes every issued token
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/simulator/appliance.h"

namespace cckm::test {

// Executes a control request. Returns 200, 400 for a wrong body, or 404 for an unknown target.
Response control(Appliance& appliance, const Request& request);

boost::asio::awaitable<void> serve_control(boost::asio::ip::tcp::socket socket,
                                           Appliance& appliance);

}  // namespace cckm::test
