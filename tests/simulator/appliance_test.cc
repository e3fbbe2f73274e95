// SPDX-License-Identifier: Apache-2.0
// Tests the simulated appliance without a network: responses, counts, faults and time.
#include "tests/simulator/appliance.h"

#include <string>

#include "tests/simulator/fault_json.h"
#include "tests/simulator/listed_ids.h"
#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kDocumentedTarget =
    "/api/v1/cckm/aws/synchronization-jobs/afef70ff-311e-46c1-8ead-e1999e8c6d46";
constexpr const char* kDocumentedBody =
    R"({"id":"afef70ff-311e-46c1-8ead-e1999e8c6d46","uri":"kylo:kylo:cckm:synchronize:afef70ff-311e-46c1-8ead-e1999e8c6d46",)"
    R"("account":"kylo:kylo:admin:accounts:kylo","application":"ncryptify:gemalto:admin:apps:kylo","devAccount":"ncryptify:gemalto:admin:accounts:gemalto",)"
    R"("createdAt":"2020-11-05T06:38:25.308834Z","updatedAt":"2020-11-05T06:38:29.248338Z","completed_at":"2020-11-05T06:38:29.248173Z",)"
    R"("overall_status":"completed","detailed_status":{"123456789012/ap-south-1":"region synchronized successfully"},)"
    R"("cloud":"aws","regions":["ap-south-1"],"kms":["kms"],"abort":false})";
constexpr const char* kFailing = "0ea5d52e-387c-44fa-b079-21c8b768f77b";
constexpr const char* kRunning = "7b6c1c2a-9f67-4b7e-8a39-0f7f5d3f8f52";

// A test bench: an appliance with two extra jobs, one user and a manual clock.
class ApplianceBench {
 public:
  ApplianceBench() : appliance({"user", "right", seconds(300), minutes(30)}, 2, time.clock()) {}

  std::string wire(const Request& request) {
    const Fault fault = appliance.admit(request);
    std::string bytes;
    for (const Message::Part& part : appliance.respond(request, fault, true).parts)
      bytes += part.text;
    return bytes;
  }

  std::string get(std::string_view target, const std::string& token) {
    const std::string authorization = "Bearer " + token;
    return wire({.method = "GET", .target = target, .authorization = authorization});
  }

  std::string login(std::string_view body) {
    return wire({.method = "POST",
                 .target = "/api/v1/auth/tokens/",
                 .content_type = "application/json",
                 .body = body});
  }

  std::string login_with(const std::string& password) {
    return login(R"({"grant_type":"password","username":"user","password":")" + password + "\"}");
  }

  std::string refresh_with(const std::string& token) {
    return login(R"({"grant_type":"refresh_token","refresh_token":")" + token + "\"}");
  }

  std::string body_of(const std::string& id) {
    for (const Endpoint& endpoint : endpoints())
      if (const auto body = appliance.jobs.body(endpoint, id)) return *body;
    return "none";
  }

  ManualClock time;
  Appliance appliance;
};

// Returns the text of a JSON member. Precondition: the member is a string.
std::string member(const std::string& json, const std::string& name) {
  const std::string key = "\"" + name + "\":\"";
  const auto begin = json.find(key);
  REQUIRE(begin != std::string::npos);
  const auto text = begin + key.size();
  return json.substr(text, json.find('"', text) - text);
}

TEST_CASE("times have the formats of CM and HTTP") {
  const Time time = std::chrono::sys_days(std::chrono::year(2020) / 11 / 5) + seconds(23905);
  struct Case {
    std::int64_t nanoseconds;
    std::string wanted;
  };
  const Case cases[] = {{0, "2020-11-05T06:38:25Z"},
                        {300'000'000, "2020-11-05T06:38:25.3Z"},
                        {308'834'000, "2020-11-05T06:38:25.308834Z"},
                        {7, "2020-11-05T06:38:25.000000007Z"}};
  for (const Case& c : cases)
    CHECK(rfc3339(time + std::chrono::nanoseconds(c.nanoseconds)) == c.wanted);
  CHECK(http_date(time) == "Thu, 05 Nov 2020 06:38:25 GMT");
}

TEST_CASE("the documented job is sent byte for byte") {
  ApplianceBench bench;
  const std::string response = bench.get(kDocumentedTarget, bench.appliance.tokens.mint_token());
  CHECK_THAT(response, ContainsSubstring("HTTP/1.1 200 OK\r\n"));
  CHECK_THAT(response, ContainsSubstring("\r\nDate: Thu, 30 Jul 2026 00:00:00 GMT\r\n"));
  CHECK(response.substr(response.find("\r\n\r\n") + 4) == kDocumentedBody);
}

TEST_CASE("the sample jobs cover every outcome") {
  struct Case {
    std::string name, cloud;
    std::vector<std::string> parts;
  };
  const Case cases[] = {
      {"nightly-worldwide", "aws", {R"("overall_status":"failed")", "AccessDeniedException"}},
      {"payments-cards",
       "google",
       {R"("overall_status":"completed")", R"("abort":true)", "\"gcp\""}},
      {"office-vaults", "azure", {R"("key_vaults":["office-vault","hr-vault"])"}},
      {"archive-vault", "oci", {R"("overall_status":"paused_by_policy")"}},
      {"sandbox", "aws", {R"("overall_status":"error")", R"(["us-west-2","ca-central-1"])"}},
      {"dsm-domains", "dsm", {"domain synchronized successfully"}},
      {"branch-office", "external-cm", {R"("overall_status":"in progress")", "externalCM"}},
      {"extra-2", "aws", {"00000000-0000-4000-8000-000000000002", "eu-west-1"}},
  };
  ApplianceBench bench;
  const std::vector<JobRef> jobs = bench.appliance.jobs.list();
  CHECK(jobs.size() == 11);
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const auto found = std::find_if(jobs.begin(), jobs.end(),
                                    [&](const JobRef& job) { return job.name == c.name; });
    REQUIRE(found != jobs.end());
    CHECK(found->cloud == c.cloud);
    for (const std::string& part : c.parts)
      CHECK_THAT(bench.body_of(found->id), ContainsSubstring(part));
  }
}

TEST_CASE("a running job finishes region after region, rests and starts again") {
  struct Case {
    seconds after;
    std::string status, detailed;
  };
  const std::string done = "region synchronized successfully";
  const auto regions = [](const std::string& a, const std::string& b, const std::string& c) {
    return R"("detailed_status":{"123456789012/eu-central-1":")" + a +
           R"(","123456789012/eu-west-1":")" + b + R"(","123456789012/eu-north-1":")" + c + "\"}";
  };
  const std::string open = "in_progress";
  const Case cases[] = {{seconds(14), open, regions(open, open, open)},
                        {seconds(1), open, regions(done, open, open)},
                        {seconds(20), open, regions(done, done, open)},
                        {seconds(20), "completed", regions(done, done, done)},
                        {seconds(29), "completed", regions(done, done, done)},
                        {seconds(1), open, regions(open, open, open)}};
  ApplianceBench bench;  // the job began five seconds before
  for (const Case& c : cases) {
    bench.time.advance(c.after);
    const std::string body = bench.body_of(kRunning);
    CHECK(member(body, "overall_status") == c.status);
    CHECK_THAT(body, ContainsSubstring(c.detailed));
    CHECK((body.find("completed_at") != std::string::npos) == (c.status == "completed"));
  }
}

TEST_CASE("healing or failing a region starts a new run of its job") {
  ApplianceBench bench;
  JobStore& jobs = bench.appliance.jobs;
  bench.time.advance(minutes(10));

  REQUIRE(jobs.heal_region(kFailing, "eu-west-1"));
  CHECK(member(bench.body_of(kFailing), "overall_status") == "completed");
  CHECK(member(bench.body_of(kFailing), "createdAt") == "2026-07-30T00:09:56Z");
  CHECK(member(bench.body_of(kFailing), "completed_at") == "2026-07-30T00:10:00Z");

  REQUIRE(jobs.fail_region(kFailing, "123456789012/us-east-1"));
  CHECK(member(bench.body_of(kFailing), "overall_status") == "failed");
  CHECK(member(bench.body_of(kFailing), "123456789012/us-east-1") ==
        "dial tcp 192.0.2.10:443: connect: connection refused");

  CHECK_FALSE(jobs.fail_region(kFailing, "west-1"));
  CHECK_FALSE(jobs.fail_region("no-such-job", "us-east-1"));
}

TEST_CASE("a token looks like a JWT and is accepted until it expires") {
  ApplianceBench bench;
  const std::string token = member(bench.login_with("right"), "jwt");
  CHECK(std::count(token.begin(), token.end(), '.') == 2);
  CHECK(token.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ"));
  CHECK(token.find_first_of("+/=") == std::string::npos);

  bench.time.advance(seconds(300) - milliseconds(1));
  CHECK_THAT(bench.get(kDocumentedTarget, token), ContainsSubstring(" 200 OK"));
  bench.time.advance(milliseconds(1));
  CHECK_THAT(bench.get(kDocumentedTarget, token), ContainsSubstring(" 401 Unauthorized"));
}

TEST_CASE("a refresh token stays the same and grants tokens until it expires") {
  ApplianceBench bench;
  const std::string refresh = member(bench.login_with("right"), "refresh_token");
  bench.time.advance(minutes(29));
  const std::string response = bench.refresh_with(refresh);
  CHECK(member(response, "refresh_token") == refresh);
  CHECK_THAT(response, ContainsSubstring(R"("refresh_token_expires_in":60})"));
  CHECK_THAT(bench.get(kDocumentedTarget, member(response, "jwt")), ContainsSubstring(" 200 OK"));

  bench.time.advance(minutes(1));
  CHECK_THAT(bench.refresh_with(refresh), ContainsSubstring(" 401 "));
  CHECK(bench.appliance.stats().token_requests.password == 1);
  CHECK(bench.appliance.stats().token_requests.refresh_token == 2);
}

TEST_CASE("a login can request a shorter lifetime of its refresh token") {
  ApplianceBench bench;
  const std::string response = bench.login(
      R"({"grant_type":"password","username":"user","password":"right","refresh_token_lifetime":2})");
  CHECK_THAT(response, ContainsSubstring(R"("refresh_token_expires_in":120})"));
}

TEST_CASE("five wrong passwords in a row lock the account for five minutes") {
  ApplianceBench bench;
  for (unsigned i = 0; i < TokenEndpoint::kTries - 1; ++i)
    CHECK_THAT(bench.login_with("wrong"), ContainsSubstring("Wrong username or password."));
  CHECK_THAT(bench.login_with("right"), ContainsSubstring(" 200 OK"));

  for (unsigned i = 0; i < TokenEndpoint::kTries; ++i) bench.login_with("wrong");
  CHECK_THAT(bench.login_with("right"), ContainsSubstring(" 401 "));
  bench.time.advance(TokenEndpoint::kLockout);
  CHECK_THAT(bench.login_with("right"), ContainsSubstring(" 200 OK"));
  CHECK(bench.appliance.stats().refused_logins == 10);
}

TEST_CASE("every request other than a login, a job or a known list is rejected and counted") {
  struct Case {
    Request request;
    std::string status;
    bool expected;
  };
  constexpr const char* kTokenTarget = "/api/v1/auth/tokens/";
  constexpr const char* kJson = "application/json";
  constexpr const char* kJobs = "/api/v1/cckm/aws/synchronization-jobs";
  const Case cases[] = {
      // Known kinds of request, rejected for lack of a token.
      {{.method = "GET", .target = kDocumentedTarget}, "401", true},
      {{.method = "GET", .target = kDocumentedTarget, .authorization = "Bearer x"}, "401", true},
      {{.method = "GET", .target = kJobs}, "401", true},
      {{.method = "GET", .target = kJobs, .authorization = "Bearer x"}, "401", true},
      {{.method = "GET", .target = "/api/v1/cckm/aws/kms"}, "401", true},
      {{.method = "GET", .target = "/api/v1/scheduler/job-configs"}, "401", true},
      // Wrong targets.
      {{.method = "GET", .target = "/"}, "404", false},
      {{.method = "GET", .target = "/api/v1/cckm/aws/keys"}, "404", false},
      {{.method = "GET", .target = "/api/v1/cckm/aws/synchronization-jobs/"}, "404", false},
      {{.method = "GET", .target = "/api/v1/cckm/aws/synchronization-jobs/a/b"}, "404", false},
      {{.method = "GET", .target = "/api/v1/cckm/aws/synchronization-jobs/a?b"}, "404", false},
      {{.method = "POST", .target = "/api/v1/auth/tokens", .content_type = kJson}, "404", false},
      // Wrong methods. The first starts a synchronization.
      {{.method = "POST", .target = kJobs, .content_type = kJson, .body = "{}"}, "405", false},
      {{.method = "POST", .target = "/api/v1/cckm/aws/kms", .body = "{}"}, "405", false},
      {{.method = "POST", .target = "/api/v1/scheduler/job-configs"}, "405", false},
      {{.method = "GET", .target = kTokenTarget}, "405", false},
      {{.method = "POST", .target = kDocumentedTarget}, "405", false},
      {{.method = "DELETE", .target = kDocumentedTarget}, "405", false},
      // Wrong content.
      {{.method = "GET", .target = kDocumentedTarget, .body = "x"}, "400", false},
      {{.method = "POST", .target = kTokenTarget, .body = "{}"}, "400", false},
      {{.method = "POST", .target = kTokenTarget, .content_type = kJson, .body = "{"},
       "400",
       false},
      {{.method = "POST", .target = kTokenTarget, .content_type = kJson, .body = "[]"},
       "400",
       false},
      {{.method = "POST",
        .target = kTokenTarget,
        .content_type = kJson,
        .body = R"({"grant_type":"client_credential"})"},
       "400",
       false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.request.method, c.request.target, c.request.body);
    ApplianceBench bench;
    CHECK_THAT(bench.wire(c.request), ContainsSubstring("HTTP/1.1 " + c.status + " "));
    CHECK(bench.appliance.stats().unexpected_requests == (c.expected ? 0U : 1U));
    CHECK(bench.appliance.stats().requests == 1);
  }
}

TEST_CASE("an unexpected request is recorded without control characters") {
  ApplianceBench bench;
  bench.wire({.method = "GET", .target = "/\x1b[2J\n"});
  CHECK(bench.appliance.stats().unexpected == std::vector<std::string>{"GET /?[2J?"});
}

TEST_CASE("a family's jobs are listed page by page, newest first") {
  constexpr const char* kExtra1 = "00000000-0000-4000-8000-000000000001";
  constexpr const char* kExtra2 = "00000000-0000-4000-8000-000000000002";
  constexpr const char* kSandbox = "3f0b8c64-2d1e-47a6-b5c0-6a9e8d7c5b43";
  constexpr const char* kDocumented = "afef70ff-311e-46c1-8ead-e1999e8c6d46";
  struct Case {
    std::string query, envelope;
    std::vector<std::string> ids;
  };
  const Case cases[] = {
      {"",
       R"({"skip":0,"limit":10,"total":6,)",
       {kRunning, kExtra1, kExtra2, kSandbox, kFailing, kDocumented}},
      {"?skip=4&limit=1", R"({"skip":4,"limit":1,"total":6,)", {kFailing}},
      {"?limit=100&skip=5", R"({"skip":5,"limit":100,"total":6,)", {kDocumented}},
      {"?skip=6", R"({"skip":6,"limit":10,"total":6,"resources":[]})", {}},
      {"?limit=0", R"({"skip":0,"limit":0,"total":6,"resources":[]})", {}},
  };
  ApplianceBench bench;
  const std::string token = bench.appliance.tokens.mint_token();
  for (const Case& c : cases) {
    CAPTURE(c.query);
    const std::string list = bench.get("/api/v1/cckm/aws/synchronization-jobs" + c.query, token);
    CHECK_THAT(list, ContainsSubstring(c.envelope));
    CHECK(ids_in(list) == c.ids);
  }
  CHECK_THAT(bench.get("/api/v1/cckm/aws/synchronization-jobs?skip=5", token),
             ContainsSubstring(std::string(R"("resources":[)") + kDocumentedBody + "]}"));
  CHECK_THAT(bench.get("/api/v1/cckm/sap/synchronization-jobs", token),
             ContainsSubstring(R"({"skip":0,"limit":10,"total":0,"resources":[]})"));
}

TEST_CASE("a list request counts as forbidden, but not as unexpected") {
  ApplianceBench bench;
  const std::string list = "/api/v1/cckm/aws/synchronization-jobs";
  bench.get(list, bench.appliance.tokens.mint_token());
  bench.get(list, "no token");
  CHECK(bench.appliance.stats().list_requests == 2);
  CHECK(bench.appliance.stats().unexpected_requests == 0);
  CHECK(bench.appliance.stats().forbidden_requests() == 2);
}

TEST_CASE("a list request with an unknown query is rejected") {
  for (const char* query : {"limit=-1", "limit=", "limit=1x", "skip", "overall_status=failed",
                            "limit=1&&skip=1", "limit=99999999999999999999"}) {
    CAPTURE(query);
    ApplianceBench bench;
    const std::string target = std::string("/api/v1/cckm/aws/synchronization-jobs?") + query;
    const std::string token = bench.appliance.tokens.mint_token();
    CHECK_THAT(bench.get(target, token), ContainsSubstring(" 400 Bad Request"));
    CHECK(bench.appliance.stats().unexpected_requests == 1);
  }
}

TEST_CASE("each kind of list knows its own conditions") {
  constexpr const char* kRuns = "/api/v1/cckm/google/synchronization-jobs";
  constexpr const char* kRings = "/api/v1/cckm/google/key-rings";
  constexpr const char* kSchedules = "/api/v1/scheduler/job-configs";
  struct Case {
    std::string path, condition;
    unsigned status;
  };
  const Case cases[] = {{kRuns, "sort=-createdAt", 200},
                        {kRuns, "overall_status=in_progress", 200},
                        {kRuns, "operation=cckm_synchronization", 400},
                        {kRuns, "sort=createdAt", 400},
                        {kRings, "skip=0", 200},
                        {kRings, "sort=-createdAt", 400},
                        {kSchedules, "operation=cckm_synchronization", 200},
                        {kSchedules, "operation=database_backup", 400},
                        {kSchedules, "overall_status=in_progress", 400}};
  for (const Case& c : cases) {
    CAPTURE(c.path, c.condition);
    ApplianceBench bench;
    const std::string target = c.path + "?skip=0&limit=100&" + c.condition;
    CHECK_THAT(bench.get(target, bench.appliance.tokens.mint_token()),
               ContainsSubstring("HTTP/1.1 " + std::to_string(c.status)));
    CHECK(bench.appliance.stats().unexpected_requests == (c.status == 200 ? 0U : 1U));
  }
}

TEST_CASE("the lists of key containers and schedules are counted") {
  ApplianceBench bench;
  const std::string token = bench.appliance.tokens.mint_token();
  bench.appliance.containers.at("google/key-rings").containers = {{"1", "cards"}};
  bench.appliance.scheduler.add({.name = "backup", .operation = "database_backup"},
                                bench.time.now());
  CHECK_THAT(bench.get("/api/v1/cckm/google/key-rings", token), ContainsSubstring("cards"));
  CHECK_THAT(bench.get("/api/v1/scheduler/job-configs", token), ContainsSubstring("backup"));
  CHECK(bench.appliance.stats().container_requests == 1);
  CHECK(bench.appliance.stats().schedule_requests == 1);
  CHECK(bench.appliance.stats().forbidden_requests() == 2);
}

TEST_CASE("a family's offer decides about its list and its jobs") {
  struct Case {
    Offer offer;
    std::string list, job;
  };
  const Case cases[] = {{Offer::kOffered, R"("total":6,)", " 200 OK"},
                        {Offer::kEmpty, R"("total":0,"resources":[]})", " 404 Not Found"},
                        {Offer::kForbidden, " 403 Forbidden", " 403 Forbidden"},
                        {Offer::kNotFound, " 404 Not Found", " 404 Not Found"}};
  for (const Case& c : cases) {
    CAPTURE(c.list, c.job);
    ApplianceBench bench;
    const std::string token = bench.appliance.tokens.mint_token();
    bench.appliance.families.of("aws").offer = c.offer;
    CHECK_THAT(bench.get("/api/v1/cckm/aws/synchronization-jobs", token),
               ContainsSubstring(c.list));
    CHECK_THAT(bench.get(kDocumentedTarget, token), ContainsSubstring(c.job));
    CHECK_THAT(bench.get("/api/v1/cckm/azure/synchronization-jobs", token),
               ContainsSubstring(" 200 OK"));
    CHECK(bench.appliance.stats().unexpected_requests == 0);
  }
}

TEST_CASE("a family with a history lists its runs, and serves runs and samples by their ids") {
  ApplianceBench bench;
  const std::string token = bench.appliance.tokens.mint_token();
  RunHistory& history = bench.appliance.families.history_of(*find_endpoint("aws", "keys"));
  const std::string id = history.add(
      begin_run({.endpoint = find_endpoint("aws", "keys"), .keys = {"1/a"}}, bench.time.now()));
  const std::string list = "/api/v1/cckm/aws/synchronization-jobs";
  CHECK(ids_in(bench.get(list, token)) == std::vector<std::string>{id});
  CHECK_THAT(bench.get(list + "/" + id, token), ContainsSubstring(R"("id":")" + id));
  CHECK_THAT(bench.get(kDocumentedTarget, token), ContainsSubstring(kDocumentedBody));
}

TEST_CASE("a request shows the runs that became due before it") {
  ApplianceBench bench;
  bench.appliance.scheduler.add(
      {.name = "s", .run_at = "* * * * *", .plans = {{.endpoint = find_endpoint("aws", "keys")}}},
      bench.time.now());
  const std::string token = bench.appliance.tokens.mint_token();
  bench.time.advance(minutes(3));
  CHECK(ids_in(bench.get("/api/v1/cckm/aws/synchronization-jobs", token)).size() == 3);
}

TEST_CASE("an unknown job, or one of another cloud, is not found") {
  ApplianceBench bench;
  const std::string token = bench.appliance.tokens.mint_token();
  for (const char* target :
       {"/api/v1/cckm/aws/synchronization-jobs/no-such-job",
        "/api/v1/cckm/google/synchronization-jobs/afef70ff-311e-46c1-8ead-e1999e8c6d46"}) {
    const std::string response = bench.get(target, token);
    CHECK_THAT(response, ContainsSubstring(" 404 Not Found"));
    CHECK_THAT(response, ContainsSubstring(R"({"code":16,"codeDesc":"NCERRResourceNotFound:)"));
  }
  CHECK(bench.appliance.stats().unexpected_requests == 0);
}

TEST_CASE("a fault strikes only matching calls, and only as often as set") {
  ApplianceBench bench;
  const std::string token = bench.appliance.tokens.mint_token();
  bench.appliance.faults.add({.kind = CallKind::kJob, .times = 2, .status = 403});
  bench.appliance.faults.add({.job_id = kRunning, .status = 500});
  bench.appliance.faults.add({.cut = Stage::kHandshake});
  const std::string running = std::string("/api/v1/cckm/aws/synchronization-jobs/") + kRunning;

  CHECK_THAT(bench.login_with("right"), ContainsSubstring(" 200 OK"));
  CHECK_THAT(bench.get(kDocumentedTarget, token), ContainsSubstring(" 403 Forbidden"));
  CHECK_THAT(bench.get(running, token), ContainsSubstring(" 403 Forbidden"));
  CHECK_THAT(bench.get(kDocumentedTarget, token), ContainsSubstring(" 200 OK"));
  CHECK_THAT(bench.get(running, token), ContainsSubstring(" 500 Internal Server Error"));
  bench.appliance.faults.clear();
  CHECK_THAT(bench.get(running, token), ContainsSubstring(" 200 OK"));
  CHECK(bench.appliance.faults.take_handshake().cut == std::nullopt);
}

TEST_CASE("a fault can strike a kind of list, or targets with a text") {
  ApplianceBench bench;
  const std::string token = bench.appliance.tokens.mint_token();
  bench.appliance.faults.add({.kind = CallKind::kSchedules, .status = 500});
  bench.appliance.faults.add({.target = "/azure/synchronization-jobs?overall", .status = 502});
  const auto status = [&](const std::string& path) { return bench.get(path, token).substr(9, 3); };
  CHECK(status("/api/v1/scheduler/job-configs") == "500");
  CHECK(status("/api/v1/cckm/azure/synchronization-jobs?overall_status=in_progress") == "502");
  CHECK(status("/api/v1/cckm/azure/synchronization-jobs?skip=0") == "200");
  CHECK(status("/api/v1/cckm/aws/kms") == "200");
}

TEST_CASE("a fault strikes with its probability, the same in every run") {
  const auto strikes = [](double probability) {
    FaultList faults;
    faults.add({.probability = probability, .status = 500});
    std::vector<bool> struck;
    for (int i = 0; i < 1000; ++i) struck.push_back(faults.take(Call()).status.has_value());
    return struck;
  };
  const auto count = [&](double probability) {
    const auto struck = strikes(probability);
    return std::count(struck.begin(), struck.end(), true);
  };
  CHECK(count(0) == 0);
  CHECK(count(0.1) == Approx(100).margin(30));
  CHECK(count(1) == 1000);
  CHECK(strikes(0.5) == strikes(0.5));
}

TEST_CASE("a fault that spares a call is not used up, and the next fault can strike it") {
  FaultList faults;
  faults.add({.probability = 0, .times = 1, .status = 500});
  faults.add({.times = 1, .status = 403});
  CHECK(faults.take(Call()).status == 403U);
  CHECK(faults.take(Call()).status == std::nullopt);
}

TEST_CASE("a fault is parsed from JSON, or rejected as a whole") {
  const std::optional<Fault> fault = parse_fault(
      R"({"kind":"job","job_id":"a","target":"?skip","probability":0.1,"times":3,"status":302,"headers":{"Location":"https://b/"},)"
      R"("body":{"x":[1]},"delay_ms":20,"flood":{"at":"headers","text":"y","times":9},)"
      R"("drip":"body","drip_interval_ms":5,"cut":"end","ending":"reset"})");
  REQUIRE(fault);
  CHECK(fault->kind == CallKind::kJob);
  CHECK(fault->job_id == "a");
  CHECK(fault->target == "?skip");
  CHECK(fault->probability == 0.1);
  CHECK(fault->times == 3U);
  CHECK(fault->status == 302U);
  CHECK(fault->headers.at(0).value == "https://b/");
  CHECK(fault->body == R"({"x":[1]})");
  CHECK(fault->delay == milliseconds(20));
  CHECK(fault->flood->at == Stage::kHeaders);
  CHECK(fault->flood->times == 9);
  CHECK(fault->drip == Stage::kBody);
  CHECK(fault->drip_interval == milliseconds(5));
  CHECK(fault->cut == Stage::kEnd);
  CHECK(fault->ending == Ending::kReset);
  CHECK(parse_fault(R"({"body":"{"})")->body == "{");

  for (const char* text :
       {"", "[]", R"({"unknown":1})", R"({"status":"x"})", R"({"cut":"soon"})", R"({"headers":[]})",
        R"({"flood":{"at":"body"}})", R"({"times":-1})", R"({"probability":"often"})"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_fault(text));
  }
}

}  // namespace
}  // namespace cckm::test
