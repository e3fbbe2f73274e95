// SPDX-License-Identifier: Apache-2.0
// Routes requests to the control interface and serves them over plain HTTP.
#include "tests/simulator/control.h"

#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json.hpp>
#include <map>
#include <string>

#include "tests/simulator/control_orders.h"
#include "tests/simulator/fault_json.h"
#include "tests/simulator/message.h"

namespace cckm::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using asio::use_awaitable;

Response done() {
  return {200, {}, "{}"};
}

Response post_fault(Appliance& appliance, const Request& request) {
  std::optional<Fault> fault = parse_fault(request.body);
  if (!fault) return error_response(400, "The body is not a fault.");
  appliance.faults.add(*std::move(fault));
  return done();
}

using ChangeRegion = bool (JobStore::*)(const std::string&, std::string_view);

Response change_region(Appliance& appliance, const Request& request, ChangeRegion change) {
  try {
    const json::value order = json::parse(request.body);
    const auto id = json::value_to<std::string>(order.at("job_id"));
    const auto region = json::value_to<std::string>(order.at("region"));
    if ((appliance.jobs.*change)(id, region)) return done();
  } catch (const std::exception&) {
    return error_response(400, "The body must have a job_id and a region.");
  }
  return error_response(404, "No such job or region.");
}

using Route = Response (*)(Appliance&, const Request&);

const std::map<std::string, Route>& routes() {
  static const std::map<std::string, Route> routes = {
      {"GET /stats",
       [](Appliance& a, const Request&) {
         return Response{200, {}, to_json(a.stats())};
       }},
      {"POST /faults", post_fault},
      {"DELETE /faults", [](Appliance& a, const Request&) { return a.faults.clear(), done(); }},
      {"POST /regions/fail",
       [](Appliance& a, const Request& r) { return change_region(a, r, &JobStore::fail_region); }},
      {"POST /regions/heal",
       [](Appliance& a, const Request& r) { return change_region(a, r, &JobStore::heal_region); }},
      {"POST /tokens/revoke",
       [](Appliance& a, const Request&) { return a.tokens.revoke_tokens(), done(); }},
      {"POST /families", [](Appliance& a, const Request& r) { return change_family(a, r.body); }},
      {"POST /containers",
       [](Appliance& a, const Request& r) { return change_containers(a, r.body); }},
      {"POST /scheduler",
       [](Appliance& a, const Request& r) { return change_scheduler(a, r.body); }},
      {"POST /schedules/hold",
       [](Appliance& a, const Request& r) { return hold_schedule(a, r.body); }},
      {"POST /schedules/release",
       [](Appliance& a, const Request& r) { return release_schedule(a, r.body); }},
      {"POST /schedules/disable",
       [](Appliance& a, const Request& r) { return disable_schedule(a, r.body); }},
      {"POST /schedules/enable",
       [](Appliance& a, const Request& r) { return enable_schedule(a, r.body); }},
      {"POST /schedules/hang",
       [](Appliance& a, const Request& r) { return hang_schedule(a, r.body); }},
      {"POST /schedules/fail",
       [](Appliance& a, const Request& r) { return fail_schedule(a, r.body); }},
  };
  return routes;
}

// Returns the response to a request, as it is sent.
std::string response_to(const http::request<http::string_body>& request, Appliance& appliance) {
  const std::string method = request.method_string();
  const std::string target = request.target();
  const Response response =
      control(appliance, {.method = method, .target = target, .body = request.body()});
  std::string text;
  const Time now = std::chrono::system_clock::now();
  for (const auto& part : compose(response, {}, request.keep_alive(), now).parts) text += part.text;
  return text;
}

}  // namespace

Response control(Appliance& appliance, const Request& request) {
  appliance.advance();
  const std::string key = std::string(request.method) + " " + std::string(request.target);
  const auto route = routes().find(key);
  return route == routes().end() ? error_response(404) : route->second(appliance, request);
}

asio::awaitable<void> serve_control(asio::ip::tcp::socket socket, Appliance& appliance) {
  boost::beast::flat_buffer buffer;
  try {
    for (bool keep = true; keep;) {
      http::request<http::string_body> request;
      co_await http::async_read(socket, buffer, request, use_awaitable);
      const std::string response = response_to(request, appliance);
      co_await asio::async_write(socket, asio::buffer(response), use_awaitable);
      keep = request.keep_alive();
    }
  } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch)
    // The client closed the connection or did not send HTTP.
  }
}

}  // namespace cckm::test
