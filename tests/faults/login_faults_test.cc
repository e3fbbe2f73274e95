// SPDX-License-Identifier: Apache-2.0
// Faults 8 to 14 and 68: tokens that are refused, missing, or have an odd lifetime, and logins that
// something else responds to.
#include <chrono>
#include <functional>
#include <set>

#include "tests/faults/canary.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// Returns the seconds from now to the time of a gauge.
double seconds_to(const std::string& page, const std::string& gauge) {
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  return sample(page, gauge).value() - now.count();
}

// Returns true if no warning or error is logged twice. Ignores the times of the lines.
bool logs_nothing_twice(const std::string& log) {
  std::set<std::string> seen;
  for (const std::string& line : warnings_in(log, "")) {
    if (!seen.insert(line.substr(line.find("level="))).second) return false;
  }
  return true;
}

// Checks that there is no request during the back-off, and that a new secret ends it.
void expect_backoff_and_recovery(FaultScene& scene) {
  const auto before = scene.simulator.stats();
  for (int i = 0; i < 3; ++i) scene.expect(facts_without_manager("login_backoff"));
  CHECK(scene.simulator.stats().requests == before.requests);
  const double wait = seconds_to(scene.scrape(), "cckm_login_backoff_until_timestamp_seconds");
  CHECK(wait > 40);
  CHECK(wait <= 66);
  scene.heal();
  const std::string password = make_canary();
  scene.keep_secret(password);
  scene.simulator.set_password(password);
  scene.configuration.write_password(kManager, password);
  scene.expect_clean();
}

// Checks a fault of the login, passing and lasting.
void prove_refused_login(const std::string& name, const Fault& login) {
  for (const std::optional<unsigned> times : {std::optional(1U), std::optional<unsigned>()}) {
    INFO(name << (times ? ", passing" : ", lasting"));
    FaultScene scene;
    Fault fault = login;
    fault.kind = CallKind::kToken;
    fault.times = times;
    scene.simulator.set_fault(fault);
    scene.expect(facts_without_manager("auth"));
    CHECK(scene.simulator.stats().requests == 1);
    expect_backoff_and_recovery(scene);
    CHECK(scene.simulator.stats().token_requests.password <= 2);
    const std::string log = scene.end();
    CHECK_FALSE(warnings_in(log, "level=error").empty());
    CHECK(logs_nothing_twice(log));
  }
}

// A response to the login that is not CM's word on the credentials.
Variant for_login(const std::string& name, const std::string& reason, Fault fault) {
  fault.kind = CallKind::kToken;
  return {.name = name,
          .fault = std::move(fault),
          .reason = reason,
          .detail = "login by password as ",
          .whole = true,
          .cold = true};
}

std::string web_token(const std::string& payload) {
  return "eyJhbGciOiJIUzI1NiJ9." + payload + ".c2lnbmF0dXJl";
}

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("fault 08: 401 to a token that was accepted before") {
  FaultScene scene;
  scene.expect_clean();
  for (std::uint64_t revoked = 1; revoked <= 3; ++revoked) {
    scene.simulator.revoke_tokens();
    scene.expect_clean();
    const auto tokens = scene.simulator.stats().token_requests;
    CHECK(tokens.password + tokens.refresh_token == 1 + revoked);
  }
  const std::string log = scene.end();
  CHECK(warnings_in(log, "").empty());
  CHECK(times_in(log, "level=info msg=\"a token was rejected before it expired") == 1);
}

TEST_CASE("fault 09: 401 to a new token, for one job") {
  FaultScene scene;
  scene.expect_clean();
  SECTION("passing") {
    scene.simulator.set_fault({.job_id = scene.job_id(), .times = 2, .status = 401});
    scene.expect(facts_without_job("auth"));
  }
  SECTION("lasting") {
    scene.simulator.set_fault({.job_id = scene.job_id(), .status = 401});
    const auto before = scene.simulator.stats();
    for (int i = 0; i < 4; ++i) scene.expect(facts_without_job("auth"));
    const auto after = scene.simulator.stats();
    // One new token at the first 401. Each job once per scrape, and one retry.
    CHECK(after.token_requests.password + after.token_requests.refresh_token == 2);
    CHECK(after.job_requests == before.job_requests + 4 * (clean_facts().size() - 1) + 1);
  }
  scene.heal();
  scene.expect_clean();
  CHECK(warnings_in(scene.end(), "").size() == 1);
}

TEST_CASE("fault 09: 401 to a new token, for every job") {
  for (const bool passing : {true, false}) {
    CAPTURE(passing);
    FaultScene scene;
    scene.expect_clean();
    const auto before = scene.simulator.stats();
    const auto twice = static_cast<unsigned>(2 * (clean_facts().size() - 1));
    Fault refusal = {.kind = CallKind::kJob, .status = 401};
    if (passing) refusal.times = twice;
    scene.simulator.set_fault(refusal);
    scene.expect(facts_without_manager("auth"));
    const auto after = scene.simulator.stats();
    CHECK(after.job_requests <= before.job_requests + twice);  // one retry for each job
    CHECK(after.token_requests.password + after.token_requests.refresh_token <= 2);
    expect_backoff_and_recovery(scene);
    CHECK(logs_nothing_twice(scene.end()));
  }
}

TEST_CASE("fault 10: a refused login") {
  for (const unsigned status : {400U, 401U, 403U, 423U}) {
    prove_refused_login(std::to_string(status), {.status = status});
  }
  for (const unsigned status : {401U, 423U}) {
    prove_refused_login(std::to_string(status) + " in HTML", {.status = status, .body = "<html>"});
  }
  prove_refused_login("compressed", {.status = 401, .headers = {{"Content-Encoding", "gzip"}}});
}

TEST_CASE("fault 10: a refused login is in the log with its grant, its user and CM's code") {
  FaultScene scene;
  scene.simulator.set_password("another one");
  scene.scrape();
  const auto lines = warnings_in(scene.end(), "level=error");
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], ContainsSubstring("login by password as "));
  CHECK_THAT(lines[0], ContainsSubstring("refused, codeDesc NCERRUnauthorizedAccess"));
}

TEST_CASE("fault 10: a wrong password") {
  FaultScene scene;
  scene.simulator.set_password("another one");
  scene.expect(facts_without_manager("auth"));
  expect_backoff_and_recovery(scene);
  CHECK(scene.simulator.stats().refused_logins == 1);
  CHECK(logs_nothing_twice(scene.end()));
}

TEST_CASE("fault 11: a successful login without a token") {
  const std::string mark = kUpstreamMark;
  const std::pair<std::string, std::string> bodies[] = {
      {"no jwt", R"({"duration":300,"x":")" + mark + "\"}"},
      {"a number", R"({"jwt":7})"},
      {"null", R"({"jwt":null})"},
      {"empty", R"({"jwt":""})"},
      {"CR and LF", R"({"jwt":"a.b.c\r\nX-Forged: )" + mark + "\"}"},
      {"over 16 KiB", R"({"jwt":")" + web_token(std::string(16'384, 'a')) + "\"}"},
      {"two parts", R"({"jwt":"eyJhbGciOiJIUzI1NiJ9.eyJ9"})"},
      {"four parts", R"({"jwt":")" + web_token("e30") + ".e30\"}"},
      {"spaces", R"({"jwt":"a b.c d.e f"})"},
  };
  for (const auto& [name, body] : bodies) {
    CAPTURE(name);
    FaultScene scene;
    scene.simulator.set_fault({.kind = CallKind::kToken, .status = 200, .body = body});
    for (int i = 0; i < 3; ++i) scene.expect(facts_without_manager("auth"));
    CHECK(scene.simulator.stats().requests == 1);
    const std::string log = scene.end();
    CHECK(warnings_in(log, "level=error").size() == 1);
    CHECK(warnings_in(log, "").size() == 1);
  }
}

TEST_CASE("fault 12: a refused refresh token") {
  FaultScene scene;
  scene.expect_clean();
  for (std::uint64_t time = 1; time <= 2; ++time) {
    scene.simulator.revoke_tokens();
    scene.simulator.revoke_refresh_tokens();
    for (int i = 0; i < 3; ++i) scene.expect_clean();
    const auto tokens = scene.simulator.stats().token_requests;
    CHECK(tokens.refresh_token == time);
    CHECK(tokens.password == 1 + time);
  }
  const std::string log = scene.end();
  CHECK(warnings_in(log, "").empty());
  CHECK(times_in(log, "level=info msg=\"a refresh token was rejected") == 1);
}

TEST_CASE("fault 13: clocks of CM and the exporter that differ by hours") {
  using std::chrono::system_clock;
  for (const auto skew : {-1h, 1h, 24h * 365}) {
    CAPTURE(skew.count());
    FaultScene scene({.simulator = {.date = [skew] { return system_clock::now() + skew; }}});
    for (int i = 0; i < 3; ++i) scene.expect_clean();
    const double left = seconds_to(scene.scrape(), "cckm_token_expiry_timestamp_seconds");
    CHECK(left > 200);
    CHECK(left <= 300);
    const auto tokens = scene.simulator.stats().token_requests;
    CHECK(tokens.password + tokens.refresh_token == 1);
    CHECK(warnings_in(scene.end(), "clock").size() == 1);
  }
}

TEST_CASE("fault 14: an invalid lifetime of a token") {
  for (const std::string duration :
       {"0", "-1", "1e18", "9223372036854775808", "null", "\"300\"", "[]", ""}) {
    CAPTURE(duration);
    FaultScene scene;
    const std::string member = duration.empty() ? "" : ",\"duration\":" + duration;
    scene.simulator.set_fault(
        {.kind = CallKind::kToken,
         .status = 200,
         .body = R"({"jwt":")" + scene.simulator.mint_token() + '"' + member + "}"});
    for (int i = 0; i < 3; ++i) scene.expect_clean();
    const double left = seconds_to(scene.scrape(), "cckm_token_expiry_timestamp_seconds");
    CHECK(left > 200);
    CHECK(left <= 300);
    CHECK(scene.simulator.stats().requests == 1 + 4 * (clean_facts().size() - 1));
    CHECK(warnings_in(scene.end(), "").size() <= 1);
  }
}

TEST_CASE("fault 70: something responds to the login in CM's place") {
  const std::string html = std::string("<html>") + kUpstreamMark + "</html>";
  const std::string json = std::string(R"({"code":14,"message":")") + kUpstreamMark + R"("})";
  const HeaderField soon{"Retry-After", "0"};
  std::vector<Variant> variants;
  variants.push_back(for_login("a sorry page", "bad_json", {.status = 200, .body = html}));
  variants.push_back(for_login("nothing", "bad_json", {.status = 200, .body = ""}));
  variants.push_back(for_login("an array", "bad_schema", {.status = 200, .body = "[]"}));
  variants.push_back(for_login("204", "bad_schema", {.status = 204}));
  variants.push_back(for_login("302", "redirect", {.status = 302, .body = html}));
  variants.push_back(for_login("400 in HTML", "http_4xx", {.status = 400, .body = html}));
  variants.push_back(for_login("403 in HTML", "forbidden", {.status = 403, .body = html}));
  variants.push_back(for_login("403 without a body", "forbidden", {.status = 403, .body = ""}));
  variants.push_back(for_login("404", "not_found", {.status = 404, .body = html}));
  variants.push_back(for_login("404 in JSON", "not_found", {.status = 404, .body = json}));
  variants.push_back(for_login("407", "http_4xx", {.status = 407, .body = html}));
  variants.push_back(
      for_login("429", "rate_limited", {.status = 429, .headers = {soon}, .body = json}));
  variants.push_back(for_login("500", "http_5xx", {.status = 500, .body = json}));
  variants.push_back(for_login("503", "http_5xx", {.status = 503, .body = html}));
  prove(variants);
}

TEST_CASE("fault 70: one login for each scrape, and none within the Retry-After of a 429") {
  FaultScene scene;
  const auto requests = [&] { return scene.simulator.stats().requests; };
  scene.simulator.set_fault({.kind = CallKind::kToken, .status = 503, .body = "<html>"});
  for (std::uint64_t i = 1; i <= 3; ++i) {
    scene.expect(facts_without_manager("http_5xx"));
    CHECK(requests() == i);
  }
  scene.heal();
  scene.simulator.set_fault(
      {.kind = CallKind::kToken, .status = 429, .headers = {{"Retry-After", "3600"}}});
  for (int i = 0; i < 3; ++i) scene.expect(facts_without_manager("rate_limited"));
  CHECK(requests() == 4);
  CHECK(warnings_in(scene.end(), "level=error").empty());
}
