// SPDX-License-Identifier: Apache-2.0
// CM's documented responses, variations of them, and bodies that are not a job.
#include "exporter/cckm/job_json.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "exporter/cckm/log_text.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

const Endpoint& endpoint(std::string_view cloud, std::string_view resource) {
  const Endpoint* found = find_endpoint(cloud, resource);
  REQUIRE(found != nullptr);
  return *found;
}

std::string sample(const std::string& name) {
  std::ifstream file(std::filesystem::path(CCKM_TESTDATA) / "jobs" / name);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<SyncJob> parse_aws(const std::string& body, const RegionTexts& texts = {}) {
  return parse_job(body, endpoint("aws", "keys"), "1", texts);
}

// A job whose required members are in order, with `more` members after them.
std::string with(const std::string& more, const std::string& status = "completed") {
  return R"({"id":"1","createdAt":"2020-11-05T06:38:25Z","overall_status":")" + status + '"' +
         (more.empty() ? "" : "," + more) + "}";
}

SyncJob job_with(const std::string& more, const std::string& status = "completed") {
  CAPTURE(more, status);
  const auto job = parse_aws(with(more, status));
  INFO((job ? "" : job.failure().detail));
  REQUIRE(job);
  return *job;
}

std::string entry(const std::string& key, const std::string& text) {
  return R"("detailed_status":{")" + key + R"(":")" + text + R"("})";
}

TEST_CASE("the documented samples are read") {
  SECTION("an AWS run that succeeded") {
    const auto job = parse_job(sample("aws-keys.json"), endpoint("aws", "keys"),
                               "afef70ff-311e-46c1-8ead-e1999e8c6d46", {});
    const SyncJob wanted{.id = "afef70ff-311e-46c1-8ead-e1999e8c6d46",
                         .containers = {"kms"},
                         .status = JobStatus::kCompleted,
                         .created = {1'604'558'305, 308'834'000},
                         .updated = Timestamp{1'604'558'309, 248'338'000},
                         .completed = Timestamp{1'604'558'309, 248'173'000},
                         .regions = {{"123456789012", "ap-south-1", "", RegionStatus::kSucceeded}}};
    REQUIRE(job);
    CHECK(*job == wanted);
    CHECK(succeeded(*job) == true);
    CHECK(duration_seconds(*job) == 3.939339);
  }
  SECTION("a Google run that is being canceled") {
    const auto job = parse_job(sample("google-keys.json"), endpoint("google", "keys"),
                               "c48cdf05-3752-400f-ae3e-41826dedd862", {});
    REQUIRE(job);
    CHECK(job->status == JobStatus::kInProgress);
    CHECK(job->containers ==
          std::vector<std::string>{
              "projects/gemalto-kyloeng/locations/global/keyRings/demo-key-ring"});
    CHECK_FALSE(job->completed);
    const std::vector<RegionOutcome> wanted = {
        {"gemalto-kyloeng", "global", "demo-key-ring", RegionStatus::kInProgress}};
    CHECK(job->regions == wanted);
  }
  SECTION("a refresh of a DSM domain") {
    const auto job = parse_job(sample("dsm-domains.json"), endpoint("dsm", "domains"),
                               "8155fe39-570a-4132-92ca-e40b7640c7dc", {});
    REQUIRE(job);
    const std::vector<RegionOutcome> wanted = {
        {"", "", "89c49e63-b5c9-46be-9371-0d8b0649e289", RegionStatus::kSucceeded}};
    CHECK(job->regions == wanted);
    CHECK(succeeded(*job) == true);
  }
  SECTION("a refresh of another CM, which says `in progress` and has no regions") {
    const auto job =
        parse_job(sample("external-cm-domains.json"), endpoint("external-cm", "domains"),
                  "bf27cde1-e2ed-4244-9d5a-8a4e12ad1837", {});
    REQUIRE(job);
    CHECK(job->status == JobStatus::kInProgress);
    CHECK(job->created.nanoseconds == 605'578'452);
    CHECK(job->regions.empty());
  }
}

TEST_CASE("every spelling of an overall status is read") {
  struct Case {
    std::string text;
    JobStatus wanted;
    JobStatus wanted_with_abort;
  };
  const Case cases[] = {
      // An abort of a running job is only a request.
      {"in_progress", JobStatus::kInProgress, JobStatus::kInProgress},
      {"in progress", JobStatus::kInProgress, JobStatus::kInProgress},
      {"In-Progress", JobStatus::kInProgress, JobStatus::kInProgress},
      // A canceled run ends as completed.
      {"completed", JobStatus::kCompleted, JobStatus::kCanceled},
      {"COMPLETED", JobStatus::kCompleted, JobStatus::kCanceled},
      {"failed", JobStatus::kFailed, JobStatus::kFailed},
      {"Error", JobStatus::kFailed, JobStatus::kFailed},
      {"canceled", JobStatus::kCanceled, JobStatus::kCanceled},
      {"Cancelled", JobStatus::kCanceled, JobStatus::kCanceled},
      {"aborted", JobStatus::kCanceled, JobStatus::kCanceled},
      // Similar texts are unknown.
      {"success", JobStatus::kUnknown, JobStatus::kUnknown},
      {"completed ", JobStatus::kUnknown, JobStatus::kUnknown},
      {"completed\\u0000", JobStatus::kUnknown, JobStatus::kUnknown},
      {"not completed", JobStatus::kUnknown, JobStatus::kUnknown},
      {"", JobStatus::kUnknown, JobStatus::kUnknown},
  };
  for (const auto& [text, wanted, wanted_with_abort] : cases) {
    CHECK(job_with("", text).status == wanted);
    CHECK(job_with(R"("abort":false)", text).status == wanted);
    CHECK(job_with(R"("abort":null)", text).status == wanted);
    CHECK(job_with(R"("abort":true)", text).status == wanted_with_abort);
  }
}

TEST_CASE("the text of an entry is the status of its region") {
  struct Case {
    std::string text;
    RegionStatus while_running;
    RegionStatus when_ended;
  };
  constexpr auto kYes = RegionStatus::kSucceeded;
  constexpr auto kNo = RegionStatus::kFailed;
  constexpr auto kWait = RegionStatus::kInProgress;
  const Case cases[] = {
      // CM's texts for success.
      {"region synchronized successfully", kYes, kYes},
      {"key ring synchronized successfully", kYes, kYes},
      {"Domain Synchronized Successfully", kYes, kYes},
      {"Success", kYes, kYes},
      {"completed", kYes, kYes},
      {"success ", kYes, kYes},
      // In progress, or failed if the job has finished.
      {"in_progress", kWait, kNo},
      {"In Progress", kWait, kNo},
      {"in-progress", kWait, kNo},
      {"PENDING", kWait, kNo},
      // Every other text is a failure.
      {"AccessDenied: arn:aws:iam::123456789012:user/x (request 1-2-3)", kNo, kNo},
      {"synchronized successfully, but not really", kNo, kNo},
      {"not synchronized successfully", kNo, kNo},
      {"unsuccess", kNo, kNo},
      {"", kNo, kNo},
  };
  for (const auto& [text, while_running, when_ended] : cases) {
    const std::string regions = entry("123456789012/eu-west-1", text);
    CHECK(job_with(regions, "in_progress").regions.at(0).status == while_running);
    CHECK(job_with(regions, "something new").regions.at(0).status == while_running);
    CHECK(job_with(regions, "completed").regions.at(0).status == when_ended);
    CHECK(job_with(regions, "failed").regions.at(0).status == when_ended);
    CHECK(job_with(regions + R"(,"abort":true)").regions.at(0).status == when_ended);
    CHECK(job_with(regions + R"(,"completed_at":"2020-11-05T06:38:29Z")", "something new")
              .regions.at(0)
              .status == when_ended);
  }
}

TEST_CASE("texts of the configuration decide about a region") {
  const std::vector<std::string> success = {"vault synchronized"};
  const std::vector<FailureText> failure = {{RegionError::kQuota, "no room"}};
  const RegionTexts texts{.success = success, .failure = failure};
  struct Case {
    std::string text;
    RegionOutcome wanted;
  };
  const Case cases[] = {
      {"key Vault SYNCHRONIZED", {"", "", "x", RegionStatus::kSucceeded}},
      {"vault synchronized partially", {"", "", "x", RegionStatus::kFailed}},
      {"There is NO ROOM.", {"", "", "x", RegionStatus::kFailed, RegionError::kQuota}},
  };
  for (const auto& [text, wanted] : cases) {
    CAPTURE(text);
    const auto job = parse_aws(with(entry("x", text)), texts);
    REQUIRE(job);
    CHECK(job->regions == std::vector{wanted});
  }
}

TEST_CASE("a failed region has the class of its failure") {
  const std::string text = R"("detailed_status":{"a":"success","b":"Rate exceeded","c":"pending"})";
  const auto running = job_with(text, "in_progress").regions;
  CHECK(running.at(0).error == RegionError::kOther);
  CHECK(running.at(1).error == RegionError::kThrottled);
  CHECK(running.at(2).error == RegionError::kOther);
  const auto ended = job_with(text, "completed").regions;
  CHECK(ended.at(1).error == RegionError::kThrottled);
  CHECK(ended.at(2).error == RegionError::kUnfinished);
}

TEST_CASE("equal texts in a row do not hide another one between them") {
  const SyncJob job = job_with(
      R"("detailed_status":{"a":"Rate exceeded","b":"Rate exceeded","c":"success","d":"EOF",)"
      R"("e":"Rate exceeded"})");
  std::vector<RegionError> errors;
  for (const RegionOutcome& region : job.regions) errors.push_back(region.error);
  CHECK(errors == std::vector{RegionError::kThrottled, RegionError::kThrottled, RegionError::kOther,
                              RegionError::kNetwork, RegionError::kThrottled});
}

TEST_CASE("the texts of failed regions are kept, with the place of the region") {
  const SyncJob job =
      job_with(R"("regions":["eu-west-9"],)"
               R"("detailed_status":{"a":"success","b":"Rate exceeded","c":"","d":"pending"})",
               "failed");
  CHECK(job.failures ==
        std::vector<RegionFailure>{{1, "Rate exceeded"}, {2, ""}, {3, "pending"}, {4, ""}});
  CHECK(job_with(entry("a", "pending"), "in_progress").failures.empty());
  const std::string text = std::string(kSearchedForSecrets, 'x');
  CHECK(job_with(entry("a", text + "y")).failures == std::vector<RegionFailure>{{0, text}});
}

TEST_CASE("the texts of the first fifty failed regions are kept") {
  std::string said = R"("detailed_status":{"a":"success")";
  for (int i = 1; i <= 51; ++i) said += ",\"b" + std::to_string(i) + "\":\"EOF\"";
  const SyncJob job = job_with(said + R"(},"regions":["eu-west-9"])", "failed");
  REQUIRE(job.failures.size() == 50);
  CHECK(job.failures.front().region == 1);
  CHECK(job.failures.back().region == 50);
  CHECK(count_regions(job, RegionStatus::kFailed) == 52);
}

TEST_CASE("keys of a known form are split") {
  struct Case {
    std::string key;
    std::string account, region, container;
  };
  const Case cases[] = {
      // AWS: twelve digits and a region.
      {"123456789012/eu-west-1", "123456789012", "eu-west-1", ""},
      {"000000000000/us-gov-east-1", "000000000000", "us-gov-east-1", ""},
      {"12345678901/eu-west-1", "", "", "12345678901/eu-west-1"},
      {"1234567890123/eu-west-1", "", "", "1234567890123/eu-west-1"},
      {"12345678901a/eu-west-1", "", "", "12345678901a/eu-west-1"},
      {"123456789012/", "", "", "123456789012/"},
      {"123456789012", "", "", "123456789012"},
      {"123456789012/eu-west-1/x", "", "", "123456789012/eu-west-1/x"},
      {"123456789012/EU West", "", "", "123456789012/EU West"},
      // Google: a resource name.
      {"projects/p/locations/global/keyRings/r", "p", "global", "r"},
      {"projects/p/locations/global/keyRings/", "", "", "projects/p/locations/global/keyRings/"},
      {"projects/p/locations/l/keyRings/r/x", "", "", "projects/p/locations/l/keyRings/r/x"},
      {"projects/p/locations/l/keyrings/r", "", "", "projects/p/locations/l/keyrings/r"},
      // Keys of every other form stay whole.
      {"89c49e63-b5c9-46be-9371-0d8b0649e289", "", "", "89c49e63-b5c9-46be-9371-0d8b0649e289"},
      {"a/b/c", "", "", "a/b/c"},
      {"//////", "", "", "//////"},
      {"", "", "", ""},
      {"\xF0\x9F\x94\x91 \xE2\x80\xAE", "", "", "\xF0\x9F\x94\x91 \xE2\x80\xAE"},
      {"bad \xFF\xC3 utf-8", "", "", "bad \xFF\xC3 utf-8"},
      {std::string(65536, 'k'), "", "", std::string(65536, 'k')},
  };
  for (const auto& [key, account, region, container] : cases) {
    const SyncJob job = job_with(entry(key, "success"));
    const std::vector<RegionOutcome> wanted = {
        {account, region, container, RegionStatus::kSucceeded}};
    CHECK(job.regions == wanted);
  }
}

TEST_CASE("escapes in keys, even of NUL, are kept for the metrics to clean") {
  const SyncJob job = job_with(entry(R"(a\u0000b\n\"\\)", "success"));
  CHECK(job.regions.at(0).container == std::string("a\0b\n\"\\", 6));
}

TEST_CASE("two entries with the same key are both kept") {
  const SyncJob job = job_with(R"("detailed_status":{"a":"success","a":"AccessDenied"})");
  CHECK(job.regions.size() == 2);
  CHECK(succeeded(job) == false);
}

TEST_CASE("a run can have no regions") {
  CHECK(job_with("").regions.empty());
  CHECK(job_with(R"("detailed_status":null)").regions.empty());
  CHECK(job_with(R"("detailed_status":{})").regions.empty());
}

TEST_CASE("requested regions that a failed run does not mention have failed") {
  const std::string asked = R"("regions":["eu-west-1","eu-west-2",7,"eu-west-2","eu-west-3"],)"
                            R"("detailed_status":{"123456789012/eu-west-1":"success",)"
                            R"("eu-west-3":"AccessDenied"})";
  const std::vector<RegionOutcome> mentioned = {
      {"123456789012", "eu-west-1", "", RegionStatus::kSucceeded},
      {"", "", "eu-west-3", RegionStatus::kFailed, RegionError::kAccessDenied}};
  auto wanted = mentioned;
  wanted.push_back({"", "eu-west-2", "", RegionStatus::kFailed, RegionError::kMissing});
  CHECK(job_with(asked, "failed").regions == wanted);
  CHECK(job_with(asked, "error").regions == wanted);
  // Other runs do not imply a failure.
  CHECK(job_with(asked, "completed").regions == mentioned);
  CHECK(job_with(asked, "in_progress").regions == mentioned);
  CHECK(job_with(asked, "canceled").regions == mentioned);
  CHECK(job_with(asked, "?").regions == mentioned);
}

TEST_CASE("requested key containers that a failed run does not mention have failed") {
  const auto regions = [](const char* cloud, const char* resource, const std::string& members,
                          const std::string& status = "failed") {
    const auto job = parse_job(with(members, status), endpoint(cloud, resource), "1", {});
    REQUIRE(job);
    return job->regions;
  };
  const RegionOutcome good{"", "", "hr", RegionStatus::kSucceeded};
  const RegionOutcome missing{"", "", "office", RegionStatus::kFailed, RegionError::kMissing};
  const std::string asked = R"("key_vaults":["hr","office"])";
  const std::string mentions_hr = R"(,"detailed_status":{"hr":"success"})";
  CHECK(regions("azure", "secrets", asked + mentions_hr) == std::vector{good, missing});
  CHECK(regions("azure", "secrets", asked + mentions_hr, "completed") == std::vector{good});
  CHECK(regions("azure", "keys", asked).size() == 2);
  CHECK(regions("luna", "synchronize", R"("partitions":["p1"],"detailed_status":{})").size() == 1);
  // The request has ids and `detailed_status` has names, so the missing vault is not known.
  CHECK(regions("azure", "keys", R"("key_vaults":["8f0c","91ab"])" + mentions_hr) ==
        std::vector{good});
  const std::string ring = "projects/p/locations/eu/keyRings/";
  CHECK(regions("google", "keys",
                R"("key_rings":[")" + ring + R"(a",")" + ring + R"(b"],"detailed_status":{")" +
                    ring + R"(a":"key ring synchronized successfully"})") ==
        std::vector<RegionOutcome>{{"p", "eu", "a", RegionStatus::kSucceeded},
                                   {"p", "eu", "b", RegionStatus::kFailed, RegionError::kMissing}});
  // A KMS is not a region: `detailed_status` never has an entry for it.
  CHECK(regions("aws", "keys", R"("kms":["k"])").empty());
}

TEST_CASE("requested regions that a run does not mention are counted if it did not fail") {
  const std::string asked =
      R"("regions":["eu-west-1","us-east-1",7,"us-east-1","ap-south-1"],)"
      R"("detailed_status":{"123456789012/eu-west-1":"region synchronized successfully"})";
  for (const auto& [status, wanted] : std::vector<std::pair<std::string, std::size_t>>{
           {"completed", 2}, {"canceled", 2}, {"in_progress", 0}, {"failed", 0}, {"?", 0}}) {
    CAPTURE(status);
    CHECK(job_with(asked, status).unmentioned == wanted);
  }
  CHECK(job_with(asked + R"(,"abort":true)").unmentioned == 2);
  CHECK(job_with(asked + R"(,"abort":true)", "in_progress").unmentioned == 0);
  // CM's word is all there is: the run succeeded.
  CHECK(succeeded(job_with(asked)) == true);
  CHECK(job_with(R"("regions":["eu-west-1"])").unmentioned == 1);
  CHECK(job_with(R"("detailed_status":{"a":"success"})").unmentioned == 0);
}

TEST_CASE("requested key containers that a run does not mention are counted if they have names") {
  const auto unmentioned = [](const std::string& members) {
    const auto job = parse_job(with(members), endpoint("azure", "keys"), "1", {});
    REQUIRE(job);
    return job->unmentioned;
  };
  const std::string mentions_hr = R"(,"detailed_status":{"hr":"success"})";
  CHECK(unmentioned(R"("key_vaults":["hr","office","law"])" + mentions_hr) == 2);
  CHECK(unmentioned(R"("key_vaults":["hr","office"])") == 2);
  // The request has ids and `detailed_status` has names.
  CHECK(unmentioned(R"("key_vaults":["8f0c","91ab"])" + mentions_hr) == 0);
}

TEST_CASE("the container is read from the member of the endpoint") {
  CHECK(job_with(R"("kms":["a","","b"])").containers == std::vector<std::string>{"a", "b"});
  CHECK(job_with(R"("kms":["a",1,null,{"b":"c"},"d"])").containers ==
        std::vector<std::string>{"a", "d"});
  CHECK(job_with(R"("kms":[])").containers.empty());
  CHECK(job_with(R"("kms":null)").containers.empty());
  CHECK(job_with(R"("key_vaults":["a"])").containers.empty());
  const auto azure =
      parse_job(with(R"("key_vaults":["v"],"kms":["k"])"), endpoint("azure", "keys"), "1", {});
  REQUIRE(azure);
  CHECK(azure->containers == std::vector<std::string>{"v"});
}

TEST_CASE("a run without an end has none") {
  const std::string cases[] = {
      R"("cloud":"aws")",
      R"("completed_at":null)",
      R"("completed_at":"")",
      R"("completed_at":"0001-01-01T00:00:00Z")",
      R"("completed_at":"0001-01-01T00:00:00.000Z")",
      // The time of the end is not a timestamp.
      R"("completed_at":"2020-02-30T00:00:00Z")",
      R"("completed_at":"2020-11-05T06:38:25")",
      R"("completed_at":"yesterday")",
  };
  for (const auto& more : cases) CHECK_FALSE(job_with(more).completed);
}

TEST_CASE("an update whose time cannot be read has none") {
  CHECK_FALSE(job_with(R"("updatedAt":"24:00")").updated);
  CHECK_FALSE(job_with(R"("updatedAt":"0001-01-01T00:00:00Z")").updated);
  CHECK(job_with(R"("updatedAt":"1970-01-01T00:00:01Z")").updated == Timestamp{1, 0});
}

TEST_CASE("an odd run has anomalies") {
  using Kind = AnomalyKind;
  struct Case {
    std::string more;
    std::string status;
    std::vector<Anomaly> wanted;
  };
  const std::string end = R"("completed_at":"2020-11-05T06:38:25Z")";
  const Case cases[] = {
      {end, "completed", {}},
      {end, "Failed", {}},
      {"", "in progress", {}},
      // Fault 37: its text as it came, however long.
      {end, "paused", {{Kind::kUnknownStatus, "paused"}}},
      {"", "", {{Kind::kUnknownStatus, ""}}},
      {"", R"(a\u0000\n\"b)", {{Kind::kUnknownStatus, std::string("a\0\n\"b", 5)}}},
      {"", std::string(5000, 'x'), {{Kind::kUnknownStatus, std::string(5000, 'x')}}},
      // Fault 34: other runs need no end.
      {"", "completed", {{Kind::kNoCompletion}}},
      {R"("completed_at":null)", "completed", {{Kind::kNoCompletion}}},
      {R"("completed_at":"")", "completed", {{Kind::kNoCompletion}}},
      {R"("completed_at":"0001-01-01T00:00:00Z")", "completed", {{Kind::kNoCompletion}}},
      {"", "failed", {}},
      // Fault 35.
      {R"("completed_at":"2020-11-05T06:38:24.9Z")", "completed", {{Kind::kEndsBeforeItBegins}}},
      // Fault 36.
      {end + R"(,"updatedAt":"2020-02-30T00:00:00Z")", "completed", {{Kind::kUpdatedUnreadable}}},
      {end + R"(,"updatedAt":"0001-01-01T00:00:00Z")", "completed", {}},
      {R"("completed_at":"2020-11-05T06:38:25")", "completed", {{Kind::kCompletedUnreadable}}},
  };
  for (const auto& [more, status, wanted] : cases) {
    CAPTURE(more, status);
    CHECK(job_with(more, status).anomalies == wanted);
  }
}

TEST_CASE("JSON that is not a job fails with the name of the member") {
  const std::string created = R"("createdAt":"2020-11-05T06:38:25Z")";
  struct Case {
    std::string body;
    std::string wanted;
  };
  const Case cases[] = {
      // Not an object.
      {"[]", "not a JSON object"},
      {"null", "not a JSON object"},
      {"\"SECRET\"", "not a JSON object"},
      // Required members that are missing, null or of another type.
      {"{}", "id: missing"},
      {"{" + created + R"(,"overall_status":"completed"})", "id: missing"},
      {R"({"id":"1","overall_status":"completed"})", "createdAt: missing"},
      {R"({"id":"1",)" + created + "}", "overall_status: missing"},
      {R"({"id":"1",)" + created + R"(,"overall_status":null})", "overall_status: missing"},
      {R"({"id":1,)" + created + R"(,"overall_status":"completed"})", "id: not a string"},
      {R"({"id":"1",)" + created + R"(,"overall_status":5})", "overall_status: not a string"},
      {R"({"id":"1",)" + created + R"(,"overall_status":["SECRET"]})",
       "overall_status: not a string"},
      {R"({"id":"1","createdAt":1604558305,"overall_status":"completed"})",
       "createdAt: not a string"},
      // A beginning that is not a timestamp.
      {R"({"id":"1","createdAt":"SECRET","overall_status":"completed"})",
       "createdAt: not a timestamp"},
      {R"({"id":"1","createdAt":"","overall_status":"completed"})", "createdAt: not a timestamp"},
      {R"({"id":"1","createdAt":"0001-01-01T00:00:00Z","overall_status":"completed"})",
       "createdAt: not a timestamp"},
      {R"({"id":"1","createdAt":"2020-11-05T06:38:25","overall_status":"completed"})",
       "createdAt: not a timestamp"},
      // Another job.
      {R"({"id":"SECRET",)" + created + R"(,"overall_status":"completed"})",
       "id: not the one asked for"},
      {R"({"id":"1\u0000",)" + created + R"(,"overall_status":"completed"})",
       "id: not the one asked for"},
      // Optional members of another type.
      {with(R"("updatedAt":0)"), "updatedAt: not a string"},
      {with(R"("completed_at":false)"), "completed_at: not a string"},
      {with(R"("abort":"true")"), "abort: not a boolean"},
      {with(R"("abort":1)"), "abort: not a boolean"},
      {with(R"("kms":"SECRET")"), "kms: not an array"},
      {with(R"("regions":{})", "failed"), "regions: not an array"},
      {with(R"("detailed_status":[])"), "detailed_status: not an object"},
      {with(R"("detailed_status":"SECRET")"), "detailed_status: not an object"},
      {with(R"("detailed_status":{"SECRET":1})"), "detailed_status: an entry is not a string"},
      {with(R"("detailed_status":{"a":"success","b":null})"),
       "detailed_status: an entry is not a string"},
      // Members that are read, given twice.
      {with(R"("id":"1")"), "id: given twice"},
      {with(R"("overall_status":"completed")"), "overall_status: given twice"},
      {with(R"("abort":false,"abort":true)"), "abort: given twice"},
      {with(R"("completed_at":null,"completed_at":null)"), "completed_at: given twice"},
      {with(R"("detailed_status":{},"detailed_status":{})"), "detailed_status: given twice"},
      {with(R"("\u0069d":"1")"), "id: given twice"},
  };
  for (const auto& [body, wanted] : cases) {
    CAPTURE(body);
    const auto job = parse_aws(body);
    REQUIRE_FALSE(job);
    CHECK(job.failure() == Failure{Reason::kBadSchema, wanted});
  }
}

TEST_CASE("members that are not read can have any value") {
  CHECK(parse_aws(with(R"("x":1,"x":2,"uri":[[{}]],"account":-1e300,"id\u0000":"2")")));
}

TEST_CASE("a body that is not JSON is not a job") {
  const auto job = parse_aws("<html>502 Bad Gateway</html>");
  REQUIRE_FALSE(job);
  CHECK(job.failure() == Failure{Reason::kBadJson, "not JSON at byte 0"});
}

TEST_CASE("a hundred thousand regions are read in time") {
  constexpr std::size_t kRegions = 60'000;
  std::string asked = "\"regions\":[\"r0\"";
  std::string said = "\"detailed_status\":{\"e0\":\"success\"";
  for (std::size_t i = 1; i < kRegions; ++i) {
    asked += ",\"r" + std::to_string(i) + '"';
    said += ",\"e" + std::to_string(i) + "\":\"success\"";
  }
  const auto job = parse_aws(with(asked + "]," + said + "}", "failed"));
  REQUIRE(job);
  CHECK(count_regions(*job, RegionStatus::kSucceeded) == kRegions);
  CHECK(count_regions(*job, RegionStatus::kFailed) == kRegions);
  const auto completed = parse_aws(with(asked + "]," + said + "}"));
  REQUIRE(completed);
  CHECK(completed->unmentioned == kRegions);
}

TEST_CASE("upper and lower case of an id are equal, and CM's own spelling is kept") {
  const std::string body =
      R"({"id":"afEF-1_z","createdAt":"2020-11-05T06:38:25Z","overall_status":"completed"})";
  for (const std::string wanted : {"afEF-1_z", "AFEF-1_Z", "afef-1_z"}) {
    CAPTURE(wanted);
    const auto job = parse_job(body, endpoint("aws", "keys"), wanted, {});
    REQUIRE(job);
    CHECK(job->id == "afEF-1_z");
  }
  // The neighbours of letters, 32 apart as upper and lower case are.
  CHECK_FALSE(parse_job(body, endpoint("aws", "keys"), "afEF-1?z", {}));
  CHECK_FALSE(parse_job(body, endpoint("aws", "keys"), "afEF-1_z1", {}));
  CHECK_FALSE(parse_job(body, endpoint("aws", "keys"), "", {}));
}

Result<RunPage> parse_list(const std::string& body, const RegionTexts& texts = {}) {
  return parse_runs(body, endpoint("aws", "keys"), texts);
}

// A list with these entries.
std::string list_of(const std::string& entries) {
  return R"({"skip":0,"limit":100,"total":7,"resources":[)" + entries + "]}";
}

TEST_CASE("a list of runs is read entry by entry, in its order") {
  const std::string bad_region = entry("eu", "is fine") + R"(,"kms":["b"])";
  const std::string text = "is fine";
  const auto page = parse_list(
      list_of(with(entry("eu", "success") + R"(,"kms":["a"])") + "," + with(bad_region, "failed")),
      {.success = std::span(&text, 1)});
  REQUIRE(page);
  CHECK(page->total == 7);
  REQUIRE(page->runs.size() == 2);
  CHECK(page->runs[0].job == job_with(entry("eu", "success") + R"(,"kms":["a"])"));
  CHECK(page->runs[0].has_regions);
  CHECK(page->runs[1].job.status == JobStatus::kFailed);
  CHECK(page->runs[1].job.containers == std::vector<std::string>{"b"});
  CHECK(page->runs[1].job.regions ==
        std::vector<RegionOutcome>{{"", "", "eu", RegionStatus::kSucceeded}});
}

TEST_CASE("a list without runs is empty, but one without resources is no list") {
  for (const auto* empty : {R"({"resources":[]})", R"({"resources":null,"total":0})"}) {
    CAPTURE(empty);
    const auto page = parse_list(empty);
    REQUIRE(page);
    CHECK(page->runs.empty());
  }
  CHECK_FALSE(parse_list(R"({"resources":[]})")->total);
  CHECK(parse_list(R"({"total":0})").failure() ==
        Failure{Reason::kBadSchema, "resources: missing"});
  CHECK(parse_list(R"({"resources":{}})").failure() ==
        Failure{Reason::kBadSchema, "resources: not an array"});
  CHECK(parse_list("[]").failure().reason == Reason::kBadSchema);
  CHECK(parse_list("").failure().reason == Reason::kBadJson);
}

TEST_CASE("an entry without detailed_status has no regions yet, and an empty one has none") {
  const auto page = parse_list(list_of(with("") + "," + with(R"("detailed_status":null)") + "," +
                                       with(R"("detailed_status":{})")));
  REQUIRE(page);
  REQUIRE(page->runs.size() == 3);
  CHECK_FALSE(page->runs[0].has_regions);
  CHECK_FALSE(page->runs[1].has_regions);
  CHECK(page->runs[2].has_regions);
}

TEST_CASE("an entry that is not a run fails the list with the place of the fault") {
  const auto good = with(entry("eu", "success"));
  const auto [bad, fault] = GENERATE(table<std::string, std::string>({
      {R"({"id":"1","overall_status":"completed"})", ".createdAt: missing"},
      {R"({"id":"1","overall_status":"completed","createdAt":"today"})",
       ".createdAt: not a timestamp"},
      {R"({"id":"1","createdAt":"2020-11-05T06:38:25Z"})", ".overall_status: missing"},
      {R"({"createdAt":"2020-11-05T06:38:25Z","overall_status":"completed"})", ".id: missing"},
      {R"({"id":7,"createdAt":"2020-11-05T06:38:25Z","overall_status":"completed"})",
       ".id: not a string"},
      {with(R"("detailed_status":{"eu":1})"), ".detailed_status: an entry is not a string"},
      // A run without key containers would cover all of them.
      {with(R"("kms":[{"id":"k","name":"n"}])"), ".kms: no element is a string"},
      {with(R"("kms":[null])"), ".kms: no element is a string"},
      {"7", ": not an object"},
      {"null", ": not an object"},
  }));
  CAPTURE(bad);
  const auto page = parse_list(list_of(good + "," + good + "," + good + "," + bad));
  REQUIRE_FALSE(page);
  CHECK(page.failure() == Failure{Reason::kBadSchema, "resources[3]" + fault});
}

TEST_CASE("a listed run with one readable key container, or an empty one, is read") {
  for (const std::string kms : {R"([{"id":"k"},"a"])", R"([""])", "[]", "null"}) {
    CAPTURE(kms);
    CHECK(parse_list(list_of(with(R"("kms":)" + kms))));
  }
}

TEST_CASE("the id of a listed run must be fit for a request") {
  const auto list_with = [](const std::string& id) {
    return parse_list(list_of(R"({"id":")" + id + R"(","createdAt":"2020-11-05T06:38:25Z",)" +
                              R"("overall_status":"completed"})"));
  };
  for (const auto& id : {std::string("afef70ff-311e-46c1-8ead-e1999e8c6d46"), std::string("A_9"),
                         std::string(128, 'a')}) {
    CAPTURE(id);
    const auto page = list_with(id);
    REQUIRE(page);
    CHECK(page->runs.at(0).job.id == id);
  }
  for (const auto& id : {std::string(), std::string("a/cancel"), std::string(".."),
                         std::string("a?b=c"), std::string("a b"), std::string("a%2F"),
                         std::string("a\\u0000"), std::string("\xC3\xA9"), std::string(129, 'a')}) {
    CAPTURE(id);
    const auto page = list_with(id);
    REQUIRE_FALSE(page);
    CHECK(page.failure() == Failure{Reason::kBadSchema, "resources[0].id: not an id"});
  }
}

}  // namespace
}  // namespace cckm::test
