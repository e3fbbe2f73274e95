// SPDX-License-Identifier: Apache-2.0
// Sends each response once for one job, and then for every job, to a newly started exporter.
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

constexpr double kMostMebibytes = 64;
constexpr double kMostForWorker = 32;
constexpr double kWorkers = 16;    // the exporter's default
constexpr std::size_t kJobs = 20;  // more than the workers
constexpr std::uint64_t kEndless = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kLargestBody = 8 << 20;  // the exporter's limit

struct LargeResponse {
  std::string name;
  std::function<Fault(const JobRef&)> fault;
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

LargeResponse same_for_all(std::string name, Fault fault) {
  return {std::move(name), [fault = std::move(fault)](const JobRef&) { return fault; }};
}

// Returns a response of `head` and then `text`, repeated until the client closes the connection.
LargeResponse endless(std::string name, std::string head, std::string_view text) {
  constexpr std::size_t kPiece = 16 << 10;
  const std::string piece = repeated(text, std::max<std::size_t>(1, kPiece / text.size()));
  return same_for_all(std::move(name),
                      {.raw = std::move(head), .flood = Flood{Stage::kEnd, piece, kEndless}});
}

// Returns a completed job with as many regions as fit into `bytes`, at most `most_regions`.
std::string job_of_size(const JobRef& job, std::size_t bytes, std::size_t most_regions) {
  std::string body = R"({"id":")" + job.id +
                     R"(","createdAt":"2024-01-01T00:00:00Z","updatedAt":"2024-01-01T00:01:00Z",)"
                     R"("completed_at":"2024-01-01T00:01:00Z","overall_status":"completed",)"
                     R"("detailed_status":{"a/0":"")";
  for (std::size_t i = 1; i < most_regions && body.size() + 32 < bytes; ++i) {
    body += ",\"a/" + std::to_string(i) + "\":\"\"";
  }
  return body + "}}";
}

std::string gzip_of_zeros(std::size_t bytes) {
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kDefaultMemory = 8;
  const std::string zeros(bytes, '\0');
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kDefaultMemory, Z_DEFAULT_STRATEGY);
  std::string compressed(deflateBound(&stream, bytes), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zeros.data()));
  stream.avail_in = static_cast<uInt>(bytes);
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

std::vector<LargeResponse> large_responses() {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  return {
      same_for_all("body of 1 GiB",
                   {.flood = Flood{Stage::kBody, std::string(64 << 10, 'x'), 16 << 10}}),
      endless("body without end", ok + "\r\n", "x"),
      endless("one-byte chunks without end", ok + "Transfer-Encoding: chunked\r\n\r\n",
              "1\r\nx\r\n"),
      endless("one chunk without end", ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
              "x"),
      endless("headers without end", ok, "X-More: and more\r\n"),
      same_for_all("10^6 headers",
                   {.flood = Flood{Stage::kHeaders, "X-More: more\r\n", 1'000'000}}),
      endless("header line without end", ok + "X-Long: ", "x"),
      endless("status line without end", "HTTP/1.1 200 ", "x"),
      same_for_all("status line of 60,000",
                   {.raw = "HTTP/1.1 200 " + std::string(60'000, 'x') + "\r\n\r\n"}),
      endless("100s without end", "", "HTTP/1.1 100 Continue\r\n\r\n"),
      endless("trailers without end", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
              "X-More: and more\r\n"),
      same_for_all("gzip bomb",
                   {.headers = {{"Content-Encoding", "gzip"}}, .body = gzip_of_zeros(256 << 20)}),
      {"10^6 regions",
       [](const JobRef& job) {
         return Fault{.body = job_of_size(job, std::numeric_limits<std::size_t>::max(), 1'000'000)};
       }},
      {"100,000 regions",
       [](const JobRef& job) { return Fault{.body = job_of_size(job, kLargestBody, 100'000)}; }},
      {"regions of 8 MiB",
       [](const JobRef& job) { return Fault{.body = job_of_size(job, kLargestBody, 1'000'000)}; }},
  };
}

bool all_read(const std::string& page) {
  return values_of(page, "cckm_scrape_job_success") == std::vector<double>(kJobs, 1);
}

struct Scene {
  Simulator simulator{{.extra_jobs = kJobs}};
  std::vector<JobRef> jobs;
  Configuration configuration;

  Scene() {
    jobs = simulator.jobs();
    jobs.erase(jobs.begin(), jobs.end() - static_cast<std::ptrdiff_t>(kJobs));
    ManagerChoice choice;
    for (const JobRef& job : jobs) choice.names.push_back(job.name);
    configuration.add(simulator, choice);
  }

  void strike(const LargeResponse& response, std::size_t struck) {
    for (std::size_t i = 0; i < struck; ++i) {
      Fault fault = response.fault(jobs[i]);
      fault.kind = CallKind::kJob;
      fault.job_id = jobs[i].id;
      simulator.set_fault(std::move(fault));
    }
  }
};

struct Outcome {
  double growth = std::numeric_limits<double>::infinity();  // MiB; infinity: the exporter ended
  bool clean = false;                                       // the next scrape read all jobs
};

Outcome outcome(const LargeResponse& response, std::size_t struck) {
  Scene scene;
  RunningExporter exporter(scene.configuration);
  const pid_t process = exporter.process().id();
  Outcome outcome;
  try {
    if (!all_read(exporter.scrape())) throw std::runtime_error("the jobs cannot be read");
    const double before = mebibytes(process, "VmRSS");
    scene.strike(response, struck);
    exporter.scrape();
    outcome.growth = mebibytes(process, "VmHWM") - before;
    scene.simulator.clear_faults();
    outcome.clean = all_read(exporter.scrape());
  } catch (const std::exception&) {
    outcome.clean = false;  // the exporter ended or does not respond
  }
  return outcome;
}

}  // namespace

void measure_large_responses(Table& table) {
  for (const LargeResponse& response : large_responses()) {
    const Outcome one = outcome(response, 1);
    const Outcome all = outcome(response, kJobs);
    table.row(response.name + ": once", one.growth, "MiB", kMostMebibytes);
    table.row(response.name + ": from every job", all.growth, "MiB");
    table.row(response.name + ": for each worker", all.growth / kWorkers, "MiB", kMostForWorker);
    table.row(response.name + ": failed scrapes afterwards", !one.clean + !all.clean, "", 0);
  }
}

}  // namespace cckm::test
