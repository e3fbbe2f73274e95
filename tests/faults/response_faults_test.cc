// SPDX-License-Identifier: Apache-2.0
// Faults 15 to 20, 29 to 32 and 67: CM responds, but not with the requested job.
#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"
#include "tests/support/golden.h"

using namespace cckm;
using namespace cckm::test;

namespace {

struct NamedBody {
  std::string name;
  std::string body;
  std::string detail = {};
};

std::vector<Variant> bad_bodies(const std::string& reason, const std::vector<NamedBody>& bodies) {
  std::vector<Variant> variants;
  for (const auto& [name, body, detail] : bodies) {
    variants.push_back({.name = name, .fault = {.body = body}, .reason = reason, .detail = detail});
  }
  return variants;
}

std::vector<Variant> statuses(const std::string& reason, const std::vector<unsigned>& numbers) {
  std::vector<Variant> variants;
  for (const unsigned number : numbers) {
    const std::string text = std::to_string(number);
    variants.push_back(
        {.name = text, .fault = {.status = number}, .reason = reason, .detail = text});
  }
  return variants;
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

// Returns a job with a member nested so that the document has `levels` levels.
std::string deep_job(std::size_t levels) {
  return JobBody{.more = "\"x\":" + nested(levels - 1)}.text();
}

// Returns a variant in which every request for a job has this fault, and every job this reason.
Variant for_every_job(const std::string& name, const std::string& reason, Fault fault) {
  fault.kind = CallKind::kJob;
  return {.name = name, .fault = std::move(fault), .reason = reason, .whole = true};
}

// Scrapes until the job is read again. Returns false if it is not within 20 s.
bool recovers(FaultScene& scene) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < end) {
    if (facts_of(scene.scrape()).at(kJob) == clean_facts().at(kJob)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the golden page is the page without faults") {
  FaultScene scene;
  check_golden("faults.prom", stable_lines(scene.scrape()));
  scene.end();
}

TEST_CASE("fault 15: 403 for a job") {
  prove(statuses("forbidden", {403}));
}

TEST_CASE("fault 16: 404 for a job that was deleted") {
  prove(statuses("not_found", {404}));
}

TEST_CASE("fault 17: 429 with any Retry-After") {
  const std::string kDate = "Thu, 30 Jul 2026 00:00:00 GMT";
  struct Case {
    std::string retry_after;
    bool soon;  // ends within this test
  };
  const Case cases[] = {
      {"0", true},
      {"1", true},
      {kDate, true},
      {"Thu, 30 Jul 2026 00:00:01 GMT", true},
      {"Fri, 31 Jul 2026 00:00:00 GMT", false},  // 300 s at most
      {"1000000000000", false},
      {"99999999999999999999999999", false},
      {"-1", false},  // not a number of seconds: 30 s
      {"soon", false},
      {"", false},
  };
  for (const auto& [retry_after, soon] : cases) {
    CAPTURE(retry_after);
    FaultScene scene;
    scene.expect_clean();
    scene.simulator.set_fault({.job_id = scene.job_id(),
                               .times = 1,
                               .status = 429,
                               .headers = {{"Retry-After", retry_after}, {"Date", kDate}}});
    scene.expect(facts_without_job("rate_limited"));
    if (soon) {
      CHECK(recovers(scene));
    } else {
      const auto before = scene.simulator.stats().job_requests;
      for (int i = 0; i < 3; ++i) scene.expect(facts_without_job("rate_limited"));
      CHECK(scene.simulator.stats().job_requests == before + 3 * (clean_facts().size() - 2));
    }
    CHECK(scene.simulator.stats().token_requests.password == 1);
    CHECK(warnings_in(scene.end(), "").size() == 1);
  }
}

TEST_CASE("fault 18: 5xx, with an HTML body or an empty one") {
  auto variants = statuses("http_5xx", {500, 501, 502, 503, 504, 507, 599});
  variants.push_back({.name = "HTML",
                      .fault = {.status = 500, .body = std::string("<html>") + kUpstreamMark},
                      .reason = "http_5xx"});
  variants.push_back({.name = "empty", .fault = {.status = 503, .body = ""}, .reason = "http_5xx"});
  prove(variants);
}

TEST_CASE("fault 18: 502, 503 and 504 are retried once, other statuses are not") {
  for (const unsigned status : {500U, 502U, 503U, 504U}) {
    CAPTURE(status);
    FaultScene scene;
    scene.expect_clean();
    const auto before = scene.simulator.stats().job_requests;
    scene.simulator.set_fault({.job_id = scene.job_id(), .times = 1, .status = status});
    const auto jobs = clean_facts().size() - 1;
    if (status == 500) {
      scene.expect(facts_without_job("http_5xx"));
      CHECK(scene.simulator.stats().job_requests == before + jobs);
    } else {
      scene.expect_clean();
      CHECK(scene.simulator.stats().job_requests == before + jobs + 1);
    }
    scene.simulator.set_fault({.job_id = scene.job_id(), .status = status});
    const auto lasting = scene.simulator.stats().job_requests;
    scene.expect(facts_without_job("http_5xx"));
    CHECK(scene.simulator.stats().job_requests == lasting + jobs + (status == 500 ? 0 : 1));
    scene.end();
  }
}

TEST_CASE("fault 19: other 4xx, and 2xx and 3xx without a job") {
  prove(statuses("http_4xx", {400, 402, 405, 407, 410, 418, 451, 499}));
  prove(statuses("bad_schema", {201, 202, 204, 205, 206, 226, 300, 304}));
  // The whole job, but with a status of partial content.
  prove({{.name = "206 with a body",
          .fault = {.status = 206, .body = JobBody{}.text()},
          .reason = "bad_schema",
          .detail = "206"}});
}

TEST_CASE("fault 19: interim responses before the final one") {
  FaultScene scene;
  scene.expect_clean();
  scene.simulator.set_fault(
      {.job_id = scene.job_id(),
       .flood = Flood{.at = Stage::kStart, .text = "HTTP/1.1 100 Continue\r\n\r\n", .times = 1}});
  scene.expect_clean();
  scene.expect_clean();
  scene.heal();
  scene.expect_clean();
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 20: 3xx is never followed") {
  const Simulator elsewhere;
  const Simulator plain({.plain_http = true});
  const std::string query = std::string("?q=") + kUpstreamMark;
  const std::string targets[] = {
      elsewhere.url() + "/api/v1/cckm/aws/synchronization-jobs/x" + query,
      plain.url() + "/" + query,
      "/api/v1/auth/tokens/" + query,  // the same host
      "//" + elsewhere.url().substr(8) + "/",
      "",
      "http:// nonsense\"\\" + query,
  };
  for (const unsigned status : {301U, 302U, 303U, 307U, 308U}) {
    std::vector<Variant> variants;
    for (const std::string& target : targets) {
      variants.push_back({.name = std::to_string(status) + " to " + target,
                          .fault = {.status = status, .headers = {{"Location", target}}},
                          .reason = "redirect",
                          .detail = std::to_string(status)});
    }
    prove(variants);
  }
  CHECK(elsewhere.stats().connections == 0);
  CHECK(plain.stats().connections == 0);
}

TEST_CASE("fault 67: something responds in CM's place for every job") {
  const std::string html = std::string("<html>") + kUpstreamMark + "</html>";
  const std::string json = std::string(R"({"code":14,"message":")") + kUpstreamMark + R"("})";
  std::vector<Variant> variants;
  for (const unsigned status : {500U, 502U, 503U, 504U}) {
    const std::string name = std::to_string(status);
    variants.push_back(for_every_job(name, "http_5xx", {.status = status, .body = html}));
    variants.push_back(for_every_job(name + " JSON", "http_5xx", {.status = status, .body = json}));
  }
  for (const unsigned status : {301U, 302U, 307U}) {
    const HeaderField portal{"Location", std::string("http://127.0.0.1:1/?") + kUpstreamMark};
    variants.push_back(for_every_job("redirect " + std::to_string(status), "redirect",
                                     {.status = status, .headers = {portal}}));
  }
  variants.push_back(for_every_job("sorry page", "bad_json", {.status = 200, .body = html}));
  variants.push_back(for_every_job("empty", "bad_json", {.status = 200, .body = ""}));
  variants.push_back(for_every_job("204", "bad_schema", {.status = 204}));
  variants.push_back(for_every_job("a text", "bad_schema", {.status = 200, .body = "\"sorry\""}));
  variants.push_back(for_every_job("403", "forbidden", {.status = 403, .body = html}));
  variants.push_back(for_every_job("404", "not_found", {.status = 404, .body = html}));
  variants.push_back(for_every_job(
      "429", "rate_limited", {.status = 429, .headers = {{"Retry-After", "0"}}, .body = html}));
  variants.push_back(
      for_every_job("cut JSON", "not_found", {.status = 404, .body = json, .cut = Stage::kBody}));
  prove(variants);
}

TEST_CASE("fault 67: CM itself rejects every job") {
  const auto [status, reason] = GENERATE(table<unsigned, std::string>(
      {{403U, "forbidden"}, {404U, "not_found"}, {429U, "rate_limited"}, {200U, "bad_schema"}}));
  FaultScene scene;
  scene.expect_clean();
  scene.simulator.set_fault({.kind = CallKind::kJob,
                             .status = status,
                             .headers = {{"Retry-After", "0"}},
                             .body = R"({"code":16,"codeDesc":"NCERRResourceNotFound"})"});
  Facts wanted = facts_without_manager(reason);
  wanted.at("") = clean_facts().at("");
  for (int i = 0; i < 2; ++i) scene.expect(wanted);
  scene.heal();
  scene.expect_clean();
  const auto lines = warnings_in(scene.end(), "");
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], ContainsSubstring("no job of the manager can be read"));
}

TEST_CASE("fault 29: a body that is not a JSON document") {
  prove(bad_bodies("bad_json", {
                                   {"empty", ""},
                                   {"blank", " \n"},
                                   {"half", JobBody{}.text().substr(0, 100)},
                                   {"HTML", std::string("<html>") + kUpstreamMark + "</html>"},
                                   {"trailing bytes", JobBody{}.text() + "x"},
                                   {"two documents", JobBody{}.text() + JobBody{}.text()},
                                   {"NaN", JobBody{.more = "\"x\":NaN"}.text()},
                                   {"Infinity", JobBody{.more = "\"x\":-Infinity"}.text()},
                                   {"a comment", "/* " + std::string(kUpstreamMark) + " */{}"},
                                   {"single quotes", "{'id':1}"},
                                   {"a trailing comma", "{\"id\":\"x\",}"},
                                   {"a control character", "{\"id\":\"\n\"}"},
                                   {"NUL", std::string("\0", 1)},
                                   {"UTF-16", std::string("\xff\xfe{\0}\0", 6)},
                               }));
}

TEST_CASE("fault 29: a byte order mark is accepted") {
  const std::string body = JobBody{}.text();
  prove({{.name = "byte order mark",
          .fault = {.body = "\xef\xbb\xbf" + body},
          .samples = {{"cckm_sync_job_duration_seconds", 10}},
          .warnings = 0}});
}

TEST_CASE("fault 30: deeply nested JSON") {
  prove({{.name = "64 levels",
          .fault = {.body = deep_job(64)},
          .samples = {{"cckm_sync_job_duration_seconds", 10}},
          .warnings = 0}});
  prove(bad_bodies("bad_json", {{"65 levels", deep_job(65)},
                                {"1000 levels", deep_job(1000)},
                                {"a million levels", deep_job(1'000'000)},
                                {"a million, never closed", std::string(1'000'000, '[')},
                                {"objects", [] {
                                   std::string text;
                                   for (int i = 0; i < 200'000; ++i) text += "{\"a\":";
                                   return text;
                                 }()}}));
  prove({{.name = "ten million levels",
          .fault = {.flood = Flood{.at = Stage::kBody, .text = "[", .times = 10'000'000}},
          .reason = "too_large"}});
}

TEST_CASE("fault 31: JSON that is not a job") {
  prove(bad_bodies(
      "bad_schema",
      {
          {"no id", JobBody{.id = ""}.text(), "id: missing"},
          {"id null", JobBody{.id = "null"}.text(), "id: missing"},
          {"id a number", JobBody{.id = "7"}.text(), "id: "},
          {"no overall_status", JobBody{.overall_status = ""}.text(), "overall_status: missing"},
          {"overall_status an array", JobBody{.overall_status = "[]"}.text(), "overall_status: "},
          {"no createdAt", JobBody{.created = ""}.text(), "createdAt: missing"},
          {"createdAt a number", JobBody{.created = "1604558305"}.text(), "createdAt: "},
          {"createdAt no time", JobBody{.created = "\"words-of-the-upstream\""}.text(),
           "createdAt: "},
          {"updatedAt a number", JobBody{.updated = "1"}.text(), "updatedAt: "},
          {"completed_at true", JobBody{.completed = "true"}.text(), "completed_at: "},
          {"detailed_status a text", JobBody{.regions = "\"x\""}.text(), "detailed_status: "},
          {"detailed_status of numbers", JobBody{.regions = R"({"x":1})"}.text(),
           "detailed_status: "},
          {"abort a text", JobBody{.more = R"("abort":"true")"}.text(), "abort: "},
          {"kms a text", JobBody{.more = R"("kms":"x")"}.text(), "kms: "},
          {"id twice", JobBody{.more = R"("id":"x")"}.text(), "id: "},
          {"overall_status twice", JobBody{.more = R"("overall_status":"failed")"}.text(),
           "overall_status: "},
          {"an array", "[" + JobBody{}.text() + "]"},
          {"null", "null"},
          {"a text", "\"words-of-the-upstream\""},
          {"a number", "1e5"},
      }));
}

TEST_CASE("fault 32: a job with another id") {
  prove(bad_bodies(
      "bad_schema",
      {{"another job", JobBody{.id = "\"afef70ff-311e-46c1-8ead-e1999e8c6d46\""}.text(), "id: "},
       {"none", JobBody{.id = "\"\""}.text(), "id: "}}));
}

TEST_CASE("fault 32: an id in another case is the same id") {
  const std::string body = JobBody{.id = "\"0EA5D52E-387C-44FA-B079-21C8B768F77B\""}.text();
  prove({{.name = "in capitals",
          .fault = {.body = body},
          .samples = {{"cckm_scrape_job_success", 1}},
          .warnings = 0}});
}
