// SPDX-License-Identifier: Apache-2.0
// Tests the whole program with clients that are many, slow or unauthorized.
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <fstream>
#include <future>
#include <iostream>
#include <sstream>
#include <string_view>

#include "tests/e2e/connect.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"
#include "tests/support/process_status.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

using Sockets = std::vector<boost::asio::ip::tcp::socket>;
using std::chrono::steady_clock;

const std::string kScrape =
    "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Prometheus-Scrape-Timeout-Seconds: 60\r\n"
    "Connection: close\r\n\r\n";

// Raises the descriptor limit of the test itself to its maximum.
void raise_own_limit() {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

Sockets connect(const RunningExporter& exporter, int count) {
  Sockets sockets;
  for (int i = 0; i < count; ++i) sockets.push_back(connect_to(exporter.address()));
  return sockets;
}

// Sends the request on all sockets, and then reads all responses.
std::vector<std::string> exchange(Sockets& sockets, const std::string& request) {
  boost::system::error_code ignored;
  for (auto& socket : sockets) boost::asio::write(socket, boost::asio::buffer(request), ignored);
  std::vector<std::string> replies;
  for (auto& socket : sockets) {
    boost::asio::read(socket, boost::asio::dynamic_buffer(replies.emplace_back()), ignored);
  }
  return replies;
}

// Returns the lines of a page about jobs, without those about the exporter.
std::string job_data(std::string_view page) {
  std::string data;
  for (auto end = page.find('\n'); end != std::string_view::npos; end = page.find('\n')) {
    const bool of_jobs = page.starts_with("cckm_sync_") || page.starts_with("cckm_scrape_");
    if (of_jobs) data.append(page.substr(0, end + 1));
    page.remove_prefix(end + 1);
  }
  return data;
}

std::string read_proc(RunningExporter& exporter, const std::string& name) {
  std::ifstream in("/proc/" + std::to_string(exporter.process().id()) + "/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Returns a line of /proc/<pid>/status or limits, without its name.
std::string proc_line(RunningExporter& exporter, const std::string& file, const std::string& name) {
  std::istringstream lines(read_proc(exporter, file));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name, 0) == 0) return line.substr(name.size());
  }
  return "";
}

// Returns the durations of 50 scrapes, sorted.
std::vector<std::chrono::duration<double>> scrape_times(const RunningExporter& exporter) {
  std::vector<std::chrono::duration<double>> times;
  for (int i = 0; i < 50; ++i) {
    const auto begin = steady_clock::now();
    exporter.scrape();
    times.emplace_back(steady_clock::now() - begin);
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace

TEST_CASE("fault 48: a hundred scrapers of a thousand jobs cost one collection") {
  const auto samples = Simulator().jobs().size();
  Simulator simulator({.latency = 20ms, .extra_jobs = 1000 - samples});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration, {"--web.max-requests=200"});
  for (int round = 1; round <= 2; ++round) {
    auto scrapers = connect(exporter, 100);
    const auto pages = exchange(scrapers, kScrape);
    CHECK(simulator.stats().job_requests == std::uint64_t{1000} * static_cast<unsigned>(round));
    CHECK(simulator.stats().token_requests.password == 1);
    const std::string data = job_data(pages[0]);
    CHECK(count_of(data, "cckm_scrape_job_success{") == 1000);
    CHECK(count_of(data, "cckm_scrape_job_error{") == 0);
    for (const auto& page : pages) {
      REQUIRE(page.substr(0, 17) == "HTTP/1.1 200 OK\r\n");
      REQUIRE(job_data(page) == data);
    }
  }
  const double peak = mebibytes(exporter.process().id(), "VmHWM");
  std::cout << "peak memory after 100 scrapers of 1000 jobs: " << peak << " MiB\n";
  if (kMemoryIsOurs) CHECK(peak < 100);
}

TEST_CASE("fault 48: one scrape more than allowed") {
  Simulator simulator({.latency = 500ms});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  auto scrapers = connect(exporter, 41);
  std::size_t served = 0;
  std::string refused;
  for (const auto& reply : exchange(scrapers, kScrape)) {
    if (reply.rfind("HTTP/1.1 200 OK\r\n", 0) == 0) {
      ++served;
    } else {
      refused += reply;
    }
  }
  CHECK(served == 40);
  CHECK(refused.rfind("HTTP/1.1 503 Service Unavailable\r\n", 0) == 0);
  CHECK_THAT(refused, ContainsSubstring("Retry-After: 1\r\n"));
}

TEST_CASE("fault 48: a scrape with less time does not wait for one with more") {
  Simulator simulator;
  simulator.set_fault({.kind = CallKind::kJob, .delay = 3s});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  auto patient = std::async(std::launch::async, [&] { return exporter.scrape("10"); });
  while (simulator.stats().job_requests == 0) std::this_thread::yield();
  const auto begin = steady_clock::now();
  const std::string early = exporter.scrape("1.5");
  CHECK(steady_clock::now() - begin < 1500ms);
  CHECK(sample(early, "cckm_scrape_job_success", {R"(sync_job="documented-sample")"}) == 0.0);
  CHECK(sample(patient.get(), "cckm_scrape_job_success", {R"(sync_job="documented-sample")"}) ==
        1.0);
}

TEST_CASE("faults 49 and 56: idle, dripping and too many connections") {
  raise_own_limit();
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const auto alone = scrape_times(exporter);
  const double memory = mebibytes(exporter.process().id(), "VmRSS");

  const Sockets idle = connect(exporter, 500);
  Sockets dripping = connect(exporter, 500);
  std::atomic<bool> enough = false;
  auto drips = std::async(std::launch::async, [&] {
    boost::system::error_code ignored;
    while (!enough) {
      for (auto& socket : dripping)
        boost::asio::write(socket, boost::asio::buffer("G", 1), ignored);
      ::poll(nullptr, 0, 100);
    }
  });
  const auto beside = scrape_times(exporter);
  const double grown = mebibytes(exporter.process().id(), "VmRSS") - memory;
  std::cout << "scrapes alone: median " << alone[25].count() << " s, most " << alone[49].count()
            << " s; beside 500 idle and 500 dripping: " << beside[25].count() << " s, "
            << beside[49].count() << " s, " << grown << " MiB more\n";
  if (kMemoryIsOurs) CHECK(grown < 32);
  const Sockets flood = connect(exporter, 500);
  const std::string page = exporter.scrape();
  enough = true;
  CHECK(sample(page, "cckm_up") == 1.0);
  CHECK(sample(page, "cckm_exporter_connections_closed_total", {R"(reason="limit")"}) > 400.0);
}

TEST_CASE("fault 56: without descriptors the exporter does not spin, and recovers") {
  raise_own_limit();
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
  const rlimit few{64, 64};
  REQUIRE(::prlimit(exporter.process().id(), RLIMIT_NOFILE, &few, nullptr) == 0);
  {
    const Sockets flood = connect(exporter, 1000);
    CHECK_THAT(exporter.process().await_line("cannot accept"),
               ContainsSubstring("level=error msg=\"cannot accept connections\" detail=\"Too many "
                                 "open files\""));
    const auto cpu_ticks = [&] {
      const std::string stat = read_proc(exporter, "stat");
      std::istringstream fields(stat.substr(stat.rfind(')') + 2));
      std::vector<std::string> words(std::istream_iterator<std::string>(fields), {});
      return std::stol(words[11]) + std::stol(words[12]);
    };
    const long before = cpu_ticks();
    ::poll(nullptr, 0, 1000);  // the exporter must use no processor time in this second
    CHECK(cpu_ticks() - before < ::sysconf(_SC_CLK_TCK) / 10);
  }
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
  CHECK(count_of(exporter.process().output(), "cannot accept") == 1);
}

TEST_CASE("fault 52: requests without a valid password") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const std::string web = configuration.folder().write(
      "web.yml",
      "basic_auth_users: {ann: $2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW}\n");
  RunningExporter exporter(configuration, {"--web.config.file", web});
  for (const std::string path : {"/", "/metrics", "/-/healthy", "/-/ready", "/none"}) {
    CAPTURE(path);
    const auto reply = exporter.get(path);
    CHECK(reply.result_int() == 401);
    CHECK(reply["WWW-Authenticate"] == "Basic realm=\"cckm_exporter\"");
    CHECK(reply.body() == "Unauthorized.\n");
  }
  CHECK(exporter.get("/metrics", {{"Authorization", "Basic bWFsbG9yeTpodW50ZXIy"}}).result_int() ==
        401);
  CHECK(simulator.stats().requests == 0);
  const auto page = exporter.get("/metrics", {{"Authorization", "Basic YW5uOnNlY3JldA=="}});
  CHECK(page.result_int() == 200);
  CHECK(sample(page.body(), "cckm_up") == 1.0);
  CHECK(exporter.stop() == 0);
  const std::string output = exporter.process().output();
  CHECK(count_of(output, "msg=\"request rejected: no valid user name and password\"") == 1);
  for (const std::string text : {"bWFs", "mallory", "hunter2", "secret"}) {
    CHECK(output.find(text) == std::string::npos);
  }
}

TEST_CASE("the flag --config.check also checks the web configuration") {
  const TemporaryFolder folder;
  const std::string file = folder.write("exporter.yml", "managers: []\n");
  const std::string web = folder.write("web.yml", "basic_auth_users: {ann: hunter2}\n");
  const auto ended =
      run_exporter({"--config.check", "--config.file", file, "--web.config.file", web});
  CHECK(ended.exit_code == 1);
  CHECK(ended.output.rfind("2 errors in the configuration:\n" + file + ":1:11: managers: ", 0) ==
        0);
  CHECK_THAT(ended.output,
             ContainsSubstring(web + ":1:25: basic_auth_users.ann: must be a bcrypt"));
  CHECK(ended.output.find("hunter2") == std::string::npos);
}

TEST_CASE("the process is not dumpable and raises its descriptor limit") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  std::string soft;
  std::string hard;
  std::istringstream(proc_line(exporter, "limits", "Max core file size")) >> soft >> hard;
  CHECK(soft == "0");
  CHECK(hard == "0");
  std::istringstream(proc_line(exporter, "limits", "Max open files")) >> soft >> hard;
  CHECK(std::stol(soft) == std::min(std::stol(hard), 65536L));
  CHECK(sample(exporter.scrape(), "process_open_fds") > 3.0);
  // The files in /proc of a process that is not dumpable belong to root.
  struct stat status {};
  const std::string environment = "/proc/" + std::to_string(exporter.process().id()) + "/environ";
  REQUIRE(::stat(environment.c_str(), &status) == 0);
  CHECK(status.st_uid == 0);
}
