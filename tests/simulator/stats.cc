// SPDX-License-Identifier: Apache-2.0
// Serializes the counts as one JSON object.
#include "tests/simulator/stats.h"

#include <boost/json.hpp>

namespace cckm::test {

namespace json = boost::json;

std::string to_json(const Stats& stats) {
  const json::object grants = {{"password", stats.token_requests.password},
                               {"refresh_token", stats.token_requests.refresh_token}};
  const json::object object = {{"connections", stats.connections},
                               {"tls_handshakes", stats.tls_handshakes},
                               {"requests", stats.requests},
                               {"job_requests", stats.job_requests},
                               {"list_requests", stats.list_requests},
                               {"container_requests", stats.container_requests},
                               {"schedule_requests", stats.schedule_requests},
                               {"token_requests", grants},
                               {"refused_logins", stats.refused_logins},
                               {"unexpected_requests", stats.unexpected_requests},
                               {"unexpected", json::value_from(stats.unexpected)},
                               {"max_in_flight", stats.max_in_flight}};
  return json::serialize(object);
}

}  // namespace cckm::test
