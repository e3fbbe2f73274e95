// SPDX-License-Identifier: Apache-2.0
// Faults 33 to 40: the job can be read, but some of its members are odd.
#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

constexpr double kCreated = 1'785'362'400;  // 2026-07-29T22:00:00Z

const std::string kDuration = "cckm_sync_job_duration_seconds";
const std::string kCreatedAt = "cckm_sync_job_created_timestamp_seconds";
const std::string kUpdatedAt = "cckm_sync_job_updated_timestamp_seconds";
const std::string kCompletedAt = "cckm_sync_job_completed_timestamp_seconds";
const std::string kSuccess = "cckm_sync_job_success";

WantedSample status(const std::string& name) {
  return {"cckm_sync_job_status", 1, {"status=\"" + name + "\""}};
}

WantedSample regions(const std::string& status, double count) {
  return {"cckm_sync_job_regions", count, {"status=\"" + status + "\""}};
}

WantedSample region(double value, const std::vector<std::string>& labels) {
  return {"cckm_sync_region_success", value, labels};
}

Variant read(std::string name, const JobBody& body, std::vector<WantedSample> samples,
             std::size_t warnings = 0) {
  return {.name = std::move(name),
          .fault = {.body = body.text()},
          .samples = std::move(samples),
          .warnings = warnings};
}

std::string many_regions(int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) {
    text += (i == 0 ? "\"r" : ",\"r") + std::to_string(i) + "\":\"" +
            (i % 10 == 0 ? "AccessDenied" : "success") + '"';
  }
  return text + '}';
}

std::string json_text(const std::string& text) {
  return '"' + text + '"';
}

// The number of warnings for one anomaly of a job.
constexpr std::size_t kAnomaly = 1;

}  // namespace

TEST_CASE("fault 33: completed_at of a run in progress") {
  for (const std::string completed :
       {"", "null", R"("")", R"("0001-01-01T00:00:00Z")", R"("0001-01-01T00:00:00.000000Z")"}) {
    prove({read("completed_at " + completed,
                {.overall_status = R"("in_progress")", .completed = completed},
                {status("in_progress"),
                 {kCompletedAt, std::nullopt},
                 {kDuration, std::nullopt},
                 {kSuccess, std::nullopt},
                 {kCreatedAt, kCreated}})});
  }
}

TEST_CASE("fault 34: completed without completed_at") {
  for (const std::string completed : {"", "null", R"("")", R"("0001-01-01T00:00:00Z")"}) {
    prove({read("completed_at " + completed, {.completed = completed},
                {status("completed"),
                 {kSuccess, 1},
                 {kCompletedAt, std::nullopt},
                 {kDuration, std::nullopt},
                 {"cckm_sync_job_last_success_timestamp_seconds", std::nullopt}},
                kAnomaly)});
  }
}

TEST_CASE("fault 35: a run that ends before it begins") {
  prove({
      read("completed before created", {.completed = R"("2026-07-29T21:59:59Z")"},
           {{kCreatedAt, kCreated}, {kCompletedAt, kCreated - 1}, {kDuration, std::nullopt}},
           kAnomaly),
      read("created in the future", {.created = R"("2999-01-01T00:00:00Z")"},
           {{kCreatedAt, 32'472'144'000}, {kCompletedAt, kCreated + 10}, {kDuration, std::nullopt}},
           2 * kAnomaly),
      read("a duration of 0 s", {.completed = R"("2026-07-29T22:00:00Z")"}, {{kDuration, 0}}),
  });
}

TEST_CASE("fault 36: times in every RFC 3339 notation") {
  struct Case {
    std::string text;
    double wanted;
  };
  const Case cases[] = {
      {"2026-07-29T22:00:00Z", kCreated},
      {"2026-07-29T22:00:00.5Z", kCreated + 0.5},
      {"2026-07-29T22:00:00.25Z", kCreated + 0.25},
      {"2026-07-29T22:00:00.123Z", kCreated + 0.123},
      {"2026-07-29T22:00:00.123456Z", kCreated + 0.123456},
      {"2026-07-29T22:00:00.123456789Z", kCreated + 0.123457},  // the page has 16 digits
      {"2026-07-29T22:00:00.1234567899999999Z", kCreated + 0.123457},
      {"2026-07-30T03:30:00+05:30", kCreated},
      {"2026-07-29T14:00:00-08:00", kCreated},
      {"2026-07-29t22:00:00z", kCreated},
      {"2026-07-29T21:59:60Z", kCreated},
  };
  for (const auto& [text, wanted] : cases) {
    prove({read(text, {.created = json_text(text)}, {{kCreatedAt, wanted}})});
  }
}

TEST_CASE("fault 36: invalid times") {
  const std::string impossible[] = {
      "2026-07-29T24:00:00Z",
      "2026-02-30T00:00:00Z",
      "9999-12-31T23:59:61Z",
      "10000-01-01T00:00:00Z",
      "2026-07-29T22:00:00",
      "2026-7-29T22:00:00Z",
      "2026-07- 9T22:00:00Z",
      " 2026-07-29T22:00:00Z",
      "2026-07-29T22:00:00.Z",
      "2026-07-29",
      "yesterday",
  };
  for (const std::string& text : impossible) {
    prove({{.name = "createdAt " + text,
            .fault = {.body = JobBody{.created = json_text(text)}.text()},
            .reason = "bad_schema",
            .detail = "createdAt: "}});
    prove({read("updatedAt " + text, {.updated = json_text(text)},
                {{kUpdatedAt, std::nullopt}, {kDuration, 10}}, kAnomaly),
           read("completed_at " + text, {.completed = json_text(text)},
                {{kCompletedAt, std::nullopt}, {kDuration, std::nullopt}, status("completed")},
                kAnomaly)});
  }
}

TEST_CASE("fault 36: the end of the year 9999 is a valid time") {
  prove({read("9999",
              {.overall_status = R"("in_progress")",
               .created = R"("9999-12-31T23:59:59Z")",
               .completed = ""},
              {{kCreatedAt, 253'402'300'799}}, kAnomaly)});
}

TEST_CASE("fault 37: an unknown overall_status") {
  for (const std::string text : {"paused", "", "50%", R"(odd\n\"\\ level=error msg=forged)"}) {
    prove(
        {read("status " + text, {.overall_status = json_text(text), .completed = ""},
              {status("unknown"), {kSuccess, std::nullopt}, {kDuration, std::nullopt}}, kAnomaly)});
  }
}

TEST_CASE("fault 37: an overall_status in another spelling") {
  const std::vector<WantedSample> running = {status("in_progress"), {kSuccess, std::nullopt}};
  for (const char* text : {"in progress", "IN_PROGRESS", "In-Progress"}) {
    prove({read(text, {.overall_status = json_text(text), .completed = ""}, running)});
  }
  prove({read("Completed", {.overall_status = R"("Completed")"}, {{kSuccess, 1}}),
         read("error", {.overall_status = R"("ERROR")"}, {status("failed"), {kSuccess, 0}}),
         read("completed and aborted", {.more = R"("abort":true)"},
              {status("canceled"), {kSuccess, 0}})});
}

TEST_CASE("fault 37: a text of a region that only ends like a success") {
  for (const std::string text :
       {"not synchronized successfully", "0 of 12 regions synchronized successfully",
        "region last synchronized successfully", "region desynchronized successfully",
        "region could not be synchronized successfully"}) {
    prove({read(text, {.regions = R"({"123456789012/eu-west-1":)" + json_text(text) + "}"},
                {region(0, {"region=\"eu-west-1\""}),
                 {"cckm_sync_region_error", 1, {"reason=\"other\""}},
                 {kSuccess, 0},
                 status("completed")},
                kAnomaly)});
  }
}

TEST_CASE("fault 37: the text of a failed region is in the log once") {
  FaultScene scene;
  const std::string text =
      R"(AccessDenied for arn:aws:iam::123456789012:user/x\n\"\\ level=error msg=forged )" +
      std::string(300, 'x');
  const std::string regions = R"({"123456789012/eu-west-1":")" + text + "\"}";
  scene.simulator.set_fault(
      {.job_id = scene.job_id(),
       .body = JobBody{.overall_status = R"("failed")", .regions = regions}.text()});
  for (int i = 0; i < 2; ++i) scene.scrape();
  scene.heal();
  scene.expect_clean();
  const std::string log = scene.end();
  const std::string line = "msg=\"region failed\" manager=cm sync_job=" + std::string(kJob) +
                           " account=123456789012 region=eu-west-1 reason=access_denied "
                           "text=\"AccessDenied for arn:aws:iam::123456789012:user/x\\\"\\\\ "
                           "level=error msg=forged xxx";
  const auto at = log.find(line);
  REQUIRE(at != std::string::npos);
  CHECK(log.find("user/x", at + line.size()) == std::string::npos);
  CHECK(log.find(std::string(201, 'x')) == std::string::npos);
}

TEST_CASE("fault 38: ten thousand regions") {
  prove({read("10,000", {.regions = many_regions(10'000)},
              {regions("succeeded", 9000),
               regions("failed", 1000),
               {"cckm_sync_job_regions_dropped", 9000},
               // Failed regions come first, and they fill the limit of 1000.
               region(0, {"key_container=\"r9990\""}),
               {"cckm_sync_region_success", std::nullopt, {"key_container=\"r1\""}},
               {kSuccess, 0}},
              kAnomaly)});
}

TEST_CASE("fault 38: requested regions that a completed run does not mention") {
  prove({read(
      "two of three", {.more = R"("kms":["kms"],"regions":["eu-west-1","us-east-1","ap-south-1"])"},
      {regions("succeeded", 1), regions("unmentioned", 2), regions("failed", 0), {kSuccess, 1}})});
}

TEST_CASE("fault 38: a million regions") {
  prove({{.name = "1,000,000",
          .fault = {.body = JobBody{.regions = many_regions(1'000'000)}.text()},
          .reason = "too_large"}});
}

TEST_CASE("fault 39: region keys of every kind") {
  const std::string long_key(65'536, 'k');
  struct Case {
    std::string key;  // escaped for JSON
    std::vector<std::string> labels;
  };
  const Case cases[] = {
      {"123456789012/eu-west-1", {R"(account="123456789012")", R"(region="eu-west-1")"}},
      {"no-slash", {R"(key_container="no-slash")"}},
      {"a/b/c", {R"(key_container="a/b/c")"}},
      {R"(q\"b\\n\n)", {R"(key_container="q\"b\\n\n")"}},
      {R"(n\u0000c\u0001d\u001b[2J)", {R"(key_container="n_c_d_[2J")"}},
      {"a\xff\xfe", {"key_container=\"a\xEF\xBF\xBD\xEF\xBF\xBD\""}},
      {R"(\u202eltr \ud83d\ude00)", {"key_container=\"\xE2\x80\xAEltr \xF0\x9F\x98\x80\""}},
      {long_key, {"key_container=\"" + long_key.substr(0, 256) + "-"}},
      {R"(x\"} 1\ncckm_up{manager=\"cm\"} 0\n)", {R"(key_container="x\"} 1\ncckm_up{)"}},
  };
  for (const auto& [key, labels] : cases) {
    prove({read("key " + key.substr(0, 60), {.regions = "{\"" + key + "\":\"success\"}"},
                {region(1, labels), regions("succeeded", 1)})});
  }
  // An empty key has no label.
  prove({read("empty key", {.regions = R"({"":"success"})"},
              {region(1, {}), regions("succeeded", 1)})});
}

TEST_CASE("fault 40: keys that are the same after cleaning") {
  prove(
      {read("a control character", {.regions = R"({"a\u0001b":"success","a\u0002b":"Denied"})"},
            {region(0, {R"(key_container="a_b")"}), regions("succeeded", 1), regions("failed", 1)},
            kAnomaly),
       read("bad UTF-8", {.regions = "{\"a\xff\":\"Denied\",\"a\xfe\":\"success\"}"},
            {region(0, {"key_container=\"a\xEF\xBF\xBD\""}), {kSuccess, 0}}, kAnomaly)});
}
