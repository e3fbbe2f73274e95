// SPDX-License-Identifier: Apache-2.0
// The inputs are responses of the simulator at a fixed time, and a thousand jobs made of them.
#include "tests/bench/operations.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "exporter/cckm/run_reader.h"
#include "exporter/http/exchange.h"
#include "exporter/metrics/job_metrics.h"
#include "exporter/web/gzip.h"
#include "tests/bench/run_list.h"
#include "tests/simulator/sample_jobs.h"
#include "tests/support/page_text.h"
#include "tests/support/scripted_stream.h"

namespace cckm::test {
namespace {

constexpr std::size_t kJobs = 1000;
constexpr std::size_t kManyRegions = 1000;
constexpr Time kNow{std::chrono::seconds(1'800'000'000)};
constexpr RegionLimits kLimits{.per_job = 1000};

void must_hold(bool condition) {
  if (!condition) throw std::logic_error("an operation did not do its work");
}

// Returns a job whose run has `regions` regions.
SimulatedJob job_with(std::size_t regions) {
  SimulatedJob job = extra_job(1, kNow);
  const SimulatedRegion first = job.regions.front();
  job.asked_regions.clear();
  job.regions.clear();
  for (std::size_t i = 0; i < regions; ++i) {
    const std::string name = "eu-central-" + std::to_string(i);
    job.asked_regions.push_back(name);
    job.regions.push_back({"123456789012/" + name, first.outcome});
  }
  job.run.regions_done = regions;
  return job;
}

Operation receive(const SimulatedJob& job) {
  const std::string body = body_at(job, kNow);
  const std::string bytes =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: " + http_date(kNow) +
      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  const HttpRequest request{.target = "/api/v1/cckm/aws/synchronization-jobs/" + job.id,
                            .bearer = std::string(1000, 't')};
  return {"receive_response", [bytes, request, limit = std::make_shared<BodyLimit>()] {
            ScriptedStream stream({.bytes = bytes});
            must_hold(exchange(stream, "cm.example", request, Deadline::max(), *limit).reusable);
          }};
}

HttpResponse response_of(const SimulatedJob& job) {
  return {.status = 200, .body = body_at(job, kNow), .date = http_date(kNow)};
}

Operation read(std::string name, const SimulatedJob& job) {
  const Secret password("correct horse battery staple");
  const SecretFinder secrets({&password, 1});
  const auto reader =
      std::make_shared<RunReader>(std::vector<std::string>(), std::vector<FailureText>());
  return {std::move(name), [reader, secrets, job, response = response_of(job)] {
            must_hold(reader->run(response, *job.endpoint, job.id, secrets).ok());
          }};
}

Reports reports() {
  RunReader reader({}, {});
  const SecretFinder secrets({});
  ManagerReport manager{"production", true, 1.25, 9.5, {}};
  for (std::size_t i = 0; i < kJobs; ++i) {
    const SimulatedJob job = extra_job(i, kNow);
    auto run = reader.run(response_of(job), *job.endpoint, job.id, secrets);
    manager.jobs.push_back({job.name, *job.endpoint,
                            std::make_shared<const SyncJob>(std::move(run.value())),
                            0.02 + 1e-7 * static_cast<double>(i)});
  }
  return {std::make_shared<const ManagerReport>(std::move(manager))};
}

std::string page_of(const Reports& reports, PageFormat format) {
  return page_text([&](PageWriter& page) { write_jobs(reports, kLimits, page); }, format);
}

Operation write(std::string name, const Reports& reports, PageFormat format) {
  return {std::move(name),
          [reports, format] { must_hold(page_of(reports, format).size() > 1'000'000); }};
}

Operation compress(const std::string& page) {
  return {"compress_page_of_1000_jobs", [page] { must_hold(gzip(page).size() > 10'000); }};
}

Operation find() {
  const RunList list{500, 20, 10'000};
  const auto finder = std::make_shared<RunFinder>(RunFinder::Limits{std::chrono::hours(24 * 400)});
  while (!finder->complete()) collect(*finder, list);
  return {"find_runs_of_500_containers",
          [finder, first = list.page({RunFinder::Request::Kind::kPage})] {
            collect_warm(*finder, first);
          }};
}

}  // namespace

std::vector<Operation> operations() {
  const Reports thousand = reports();
  return {receive(job_with(3)),
          read("read_job_of_3_regions", job_with(3)),
          read("read_job_of_1000_regions", job_with(kManyRegions)),
          find(),
          write("write_text_of_1000_jobs", thousand, PageFormat::kText),
          write("write_openmetrics_of_1000_jobs", thousand, PageFormat::kOpenMetrics),
          compress(page_of(thousand, PageFormat::kText))};
}

}  // namespace cckm::test
