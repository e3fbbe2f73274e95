// SPDX-License-Identifier: Apache-2.0
// Starts Alertmanager's process and queries its HTTP API.
#include "tests/dashboards/alertmanager.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "tests/dashboards/project_file.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/http_get.h"

namespace cckm::test {

RunningAlertmanager::RunningAlertmanager()
    : process_({chosen_program("CCKM_ALERTMANAGER", ALERTMANAGER),
                "--config.file=" + project_file("dashboards/alertmanager.yml").string(),
                "--storage.path=" + (folder_.path() / "data").string(),
                "--cluster.listen-address=", "--web.listen-address=127.0.0.1:0"}) {
  const std::string line = process_.await_line("Listening on");
  const auto begin = line.find("address=") + 8;
  address_ = line.substr(begin, line.find(' ', begin) - begin);
  const auto ready = [&] { return http_get(address_, "/-/ready").result_int() == 200; };
  if (!eventually(ready))
    throw std::runtime_error("Alertmanager is not ready:\n" + process_.output());
}

boost::json::array RunningAlertmanager::alerts(const std::string& name) const {
  const std::string filter = name.empty() ? "" : "?filter=alertname%3D" + name;
  const auto reply = http_get(address_, "/api/v2/alerts" + filter);
  if (reply.result_int() != 200) throw std::runtime_error("Alertmanager: " + reply.body());
  return boost::json::parse(reply.body()).as_array();
}

}  // namespace cckm::test
