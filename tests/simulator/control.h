// SPDX-License-Identifier: Apache-2.0
// The control interface: plain HTTP on a port of its own, for tests in other processes.
//   GET /stats              returns the counts of stats.h
//   POST /faults            adds a fault, see fault_json.h
//   DELETE /faults          clears all faults
//   POST /regions/fail      {"job_id": ..., "region": ...}: the region fails from the next run on
//   POST /regions/heal      the same body: the region succeeds from the next run on
//   POST /tokens/revoke     revokes every issued token
//
//   POST /families          {"cloud": "aws", "resource": "keys", ...}: sets the members that it
//   has:
//       "offer": "offered", "empty", "forbidden" or "not_found"
//       "list": an object with the members of ListBehaviour; missing ones have their defaults
//       "runs", "containers": the family has this number of hourly runs, and no others
//   POST /containers        {"list": "aws/kms", ...}: sets the members that it has:
//       "offer": as above; "count": the list has this number of key containers
//   POST /scheduler         an object with the members of SchedulerBehaviour
//
// Orders for a schedule have its "name":
//   POST /schedules/hold     holds back its next due "runs", or all until a release
//   POST /schedules/release  lets a held run go, and cancels runs that hang
//   POST /schedules/disable
//   POST /schedules/enable
//   POST /schedules/hang     lets its next run hang until a release
//   POST /schedules/fail     lets its next run fail in a "region", with a "text"
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
