// SPDX-License-Identifier: Apache-2.0
// Defines the sample jobs. CM's documentation has no texts of failures, so those are invented.
#include "tests/simulator/sample_jobs.h"

#include <array>
#include <cstdio>

namespace cckm::test {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kAccessDenied =
    "AccessDeniedException: not authorized to perform kms:ListKeys (request "
    "1c7b0c1e-4f0e-4a55-9d4c-5b1f2f6f3a60)";

// Returns a run that began `ago` before `now` and took `took`. CM's times have microseconds.
Run ended_run(Time now, minutes ago, microseconds took, const char* status, std::size_t regions) {
  const Time created = std::chrono::floor<microseconds>(now - ago);
  return {created, created + took + microseconds(165), created + took, status, regions};
}

// Returns a run without `completed_at` that began `ago` before `now`.
Run open_run(Time now, minutes ago, const char* status) {
  const Time created = std::chrono::floor<microseconds>(now - ago);
  return {created, created + microseconds(7'163'763), std::nullopt, status};
}

// Returns an AWS job over these regions, all successful.
SimulatedJob aws_job(std::string id, std::string name, std::string about,
                     const std::vector<std::string>& regions, Run run) {
  const Endpoint* endpoint = find_endpoint("aws", "keys");
  SimulatedJob job = {std::move(id), std::move(name), std::move(about), endpoint,
                      "aws",         {"kms"},         regions,          {},
                      std::move(run)};
  for (const std::string& region : regions)
    job.regions.push_back({std::string(kSampleAccount) + "/" + region, success_text(*endpoint)});
  return job;
}

SimulatedJob documented_job() {
  using std::chrono::sys_days;
  const Time day = sys_days(std::chrono::year(2020) / 11 / 5) + std::chrono::hours(6) + minutes(38);
  return aws_job("afef70ff-311e-46c1-8ead-e1999e8c6d46", "documented-sample",
                 "the example of CM's documentation", {"ap-south-1"},
                 {day + microseconds(25'308'834), day + microseconds(29'248'338),
                  day + microseconds(29'248'173), "completed", 1});
}

SimulatedJob one_region_failed_job(Time now) {
  SimulatedJob job =
      aws_job("0ea5d52e-387c-44fa-b079-21c8b768f77b", "nightly-worldwide",
              "failed in one region of three", {"us-east-1", "eu-west-1", "ap-south-1"},
              ended_run(now, minutes(95), microseconds(12'704'511), "failed", 3));
  job.regions[1].outcome = kAccessDenied;
  return job;
}

SimulatedJob canceled_job(Time now) {
  const std::string ring = "projects/acme-payments/locations/europe-west3/keyRings/cards";
  Run run = ended_run(now, minutes(47), microseconds(6'873'763), "completed", 1);
  run.abort = true;
  return {"c48cdf05-3752-400f-ae3e-41826dedd862",
          "payments-cards",
          "canceled",
          find_endpoint("google", "keys"),
          "gcp",
          {ring},
          {},
          {{ring, "in_progress"}},
          run};
}

SimulatedJob azure_job(Time now) {
  const Endpoint* endpoint = find_endpoint("azure", "keys");
  return {"5d1f7d2e-64f9-4c0a-9f2b-1f3c2a7f4b11",
          "office-vaults",
          "completed",
          endpoint,
          "azure",
          {"office-vault", "hr-vault"},
          {},
          {{"office-vault", success_text(*endpoint)}, {"hr-vault", success_text(*endpoint)}},
          ended_run(now, minutes(31), microseconds(21'480'902), "completed", 2)};
}

SimulatedJob running_job(Time now) {
  SimulatedJob job = aws_job("7b6c1c2a-9f67-4b7e-8a39-0f7f5d3f8f52", "hourly-europe",
                             "runs region after region, rests, starts again",
                             {"eu-central-1", "eu-west-1", "eu-north-1"}, {});
  job.progress =
      Progress{.begin = std::chrono::floor<microseconds>(now - seconds(5)), .rest = seconds(30)};
  return job;
}

SimulatedJob paused_job(Time now) {
  return {"e2a9b1f4-0c35-4be5-8a5f-7d0f3c9a6e21",
          "archive-vault",
          "has an undocumented status",
          find_endpoint("oci", "keys"),
          "oci",
          {"archive"},
          {},
          {{"archive", "in_progress"}},
          open_run(now, minutes(12), "paused_by_policy")};
}

// Has the AWS status "error", which means failed. A region that was not reached has no entry.
SimulatedJob error_job(Time now) {
  SimulatedJob job =
      aws_job("3f0b8c64-2d1e-47a6-b5c0-6a9e8d7c5b43", "sandbox", "failed before its second region",
              {"us-west-2"}, ended_run(now, minutes(64), microseconds(2'118'034), "error", 1));
  job.asked_regions.emplace_back("ca-central-1");
  job.regions[0].outcome = "ThrottlingException: Rate exceeded";
  return job;
}

SimulatedJob dsm_job(Time now) {
  const Endpoint* endpoint = find_endpoint("dsm", "domains");
  const std::string domain = "89c49e63-b5c9-46be-9371-0d8b0649e289";
  return {"8155fe39-570a-4132-92ca-e40b7640c7dc",
          "dsm-domains",
          "completed",
          endpoint,
          "dsm",
          {domain},
          {},
          {{domain, success_text(*endpoint)}},
          ended_run(now, minutes(20), microseconds(1'268'280), "completed", 1)};
}

// Has the status "in progress" with a space, nine digits of a second, and no domain's outcome.
SimulatedJob external_job(Time now) {
  SimulatedJob job = {"bf27cde1-e2ed-4244-9d5a-8a4e12ad1837",
                      "branch-office",
                      "in progress, without outcomes",
                      find_endpoint("external-cm", "domains"),
                      "externalCM",
                      {"3e732d57-5ea1-491f-b238-9f4a39a9566f"},
                      {},
                      {},
                      open_run(now, minutes(2), "in progress")};
  job.run.created += std::chrono::nanoseconds(578);
  return job;
}

}  // namespace

std::vector<SimulatedJob> sample_jobs(Time now) {
  return {documented_job(),  one_region_failed_job(now),
          canceled_job(now), azure_job(now),
          running_job(now),  paused_job(now),
          error_job(now),    dsm_job(now),
          external_job(now)};
}

SimulatedJob extra_job(std::size_t index, Time now) {
  std::array<char, 40> id;
  std::snprintf(id.data(), id.size(), "00000000-0000-4000-8000-%012zx", index);
  return aws_job(id.data(), "extra-" + std::to_string(index), "completed",
                 {"us-east-1", "eu-west-1", "ap-south-1"},
                 ended_run(now, minutes(15), microseconds(8'400'250), "completed", 3));
}

}  // namespace cckm::test
