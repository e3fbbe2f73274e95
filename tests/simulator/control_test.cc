// SPDX-License-Identifier: Apache-2.0
// Tests the routes of the control interface, and its plain HTTP.
#include "tests/simulator/control.h"

#include <boost/asio/buffer.hpp>
#include <string>

#include "tests/simulator/manual_clock.h"
#include "tests/simulator/simulator.h"
#include "tests/simulator/test_client.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

TEST_CASE("the control interface serves counts, faults, regions and tokens") {
  struct Case {
    Request request;
    unsigned status;
  };
  const Case cases[] = {
      {{.method = "GET", .target = "/stats"}, 200},
      {{.method = "POST", .target = "/stats"}, 404},
      {{.method = "POST", .target = "/faults", .body = R"({"status":500})"}, 200},
      {{.method = "POST", .target = "/faults", .body = R"({"state":500})"}, 400},
      {{.method = "DELETE", .target = "/faults"}, 200},
      {{.method = "POST", .target = "/tokens/revoke"}, 200},
      {{.method = "POST", .target = "/regions/fail", .body = "{}"}, 400},
      {{.method = "POST", .target = "/regions/fail", .body = R"({"job_id":"a","region":"b"})"},
       404},
  };
  Appliance appliance({}, 0, ManualClock().clock());
  for (const Case& c : cases) {
    CAPTURE(c.request.method, c.request.target, c.request.body);
    CHECK(control(appliance, c.request).status == c.status);
  }
}

TEST_CASE("a posted fault strikes until it is deleted") {
  Appliance appliance({}, 0, ManualClock().clock());
  const Call call = {.kind = CallKind::kJob};
  control(appliance, {.method = "POST", .target = "/faults", .body = R"({"status":500})"});
  CHECK(appliance.faults.take(call).status == 500U);
  control(appliance, {.method = "DELETE", .target = "/faults"});
  CHECK(appliance.faults.take(call).status == std::nullopt);
}

TEST_CASE("a region fails and heals by name") {
  const std::string id = "afef70ff-311e-46c1-8ead-e1999e8c6d46";
  const std::string order = R"({"job_id":")" + id + R"(","region":"ap-south-1"})";
  const Endpoint& aws = *find_endpoint("aws", "keys");
  Appliance appliance({}, 0, ManualClock().clock());
  control(appliance, {.method = "POST", .target = "/regions/fail", .body = order});
  CHECK_THAT(*appliance.jobs.body(aws, id), ContainsSubstring(R"("overall_status":"failed")"));
  control(appliance, {.method = "POST", .target = "/regions/heal", .body = order});
  CHECK_THAT(*appliance.jobs.body(aws, id), ContainsSubstring(R"("overall_status":"completed")"));
}

TEST_CASE("a revoked token is rejected") {
  Appliance appliance({"", "", std::chrono::seconds(300), {}}, 0, ManualClock().clock());
  const std::string bearer = "Bearer " + appliance.tokens.mint_token();
  REQUIRE(appliance.tokens.accepts(bearer));
  control(appliance, {.method = "POST", .target = "/tokens/revoke"});
  CHECK_FALSE(appliance.tokens.accepts(bearer));
}

TEST_CASE("the control interface has an address of its own and needs neither TLS nor a login") {
  const Simulator simulator({.control_listen = "127.0.0.1:0"});
  CHECK(Simulator().control_url().empty());
  TestClient client({.url = simulator.control_url(), .ca_pem = simulator.ca_pem()});
  const std::string request = "GET /stats HTTP/1.0\r\n\r\n";
  client.socket().send(boost::asio::buffer(request));
  std::string response(65536, '\0');
  response.resize(client.socket().receive(boost::asio::buffer(response)));
  CHECK_THAT(response, ContainsSubstring("HTTP/1.1 200 OK\r\n"));
  CHECK_THAT(
      response,
      ContainsSubstring(
          R"({"connections":0,"tls_handshakes":0,"requests":0,)"
          R"("job_requests":0,"list_requests":0,"container_requests":0,"schedule_requests":0,"token_requests":{"password":0,)"
          R"("refresh_token":0},"refused_logins":0,"unexpected_requests":0,)"
          R"("unexpected":[],"max_in_flight":0})"));
}

}  // namespace
}  // namespace cckm::test
