// SPDX-License-Identifier: Apache-2.0
// Tests the whole program: HTTP requests of a scraper, and a simulated CM over TLS.
#include <chrono>
#include <csignal>
#include <fstream>
#include <future>
#include <regex>
#include <sstream>

#include "exporter/model/sync_job.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/raw_peer.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

const std::string kDocumented = R"(sync_job="documented-sample")";
const std::string kWorldwide = R"(sync_job="nightly-worldwide")";

using Seconds = std::chrono::duration<double>;

Seconds time_of(const std::function<void()>& action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::steady_clock::now() - begin;
}

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string job_error(const std::string& reason) {
  return "reason=\"" + reason + "\"";
}

}  // namespace

TEST_CASE("the configured jobs become metrics") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const std::string page = exporter.scrape();

  CHECK(sample(page, "cckm_up", {R"(manager="cm")"}) == 1.0);
  CHECK(sample(page, "cckm_scrape_timeout_seconds") == Approx(9.5));
  // The documented job.
  CHECK(sample(page, "cckm_sync_job_duration_seconds", {kDocumented}) == 3.939339);
  CHECK(sample(page, "cckm_sync_job_status", {kDocumented, R"(status="completed")"}) == 1.0);
  CHECK(sample(page, "cckm_sync_region_success",
               {kDocumented, R"(account="123456789012")", R"(region="ap-south-1")"}) == 1.0);
  CHECK(sample(page, "cckm_sync_job_success", {kDocumented}) == 1.0);
  // The job that failed in one region of three.
  CHECK(sample(page, "cckm_sync_region_success", {kWorldwide, R"(region="eu-west-1")"}) == 0.0);
  CHECK(sample(page, "cckm_sync_job_regions", {kWorldwide, R"(status="succeeded")"}) == 2.0);
  // All five statuses.
  for (const auto status : kJobStatusNames) {
    CAPTURE(status);
    CHECK(std::regex_search(page, std::regex("cckm_sync_job_status\\{[^}]*status=\"" +
                                             std::string(status) + "\"\\} 1\n")));
  }
  CHECK(simulator.stats().forbidden_requests() == 0);
  CHECK(parse_exposition(page).problems.empty());
}

TEST_CASE("warm scrapes make no login, and no connection beyond one for each job") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  for (int i = 0; i < 6; ++i) exporter.scrape();
  const Stats stats = simulator.stats();
  const std::size_t jobs = simulator.jobs().size();
  // The first scrape needs fewer connections than jobs if one job is read before another begins.
  CHECK(stats.connections <= jobs);
  CHECK(stats.token_requests.password == 1);
  CHECK(stats.token_requests.refresh_token == 0);
  CHECK(stats.job_requests == 6 * jobs);
}

TEST_CASE("a failing job or manager does not affect the others") {
  Simulator good;
  Simulator bad;
  bad.set_fault({.kind = CallKind::kJob, .job_id = bad.jobs()[0].id, .status = 500});
  Configuration configuration;
  configuration.add(good, {.name = "good"});
  configuration.add(bad, {.name = "bad"});
  configuration.add(bad, {.name = "locked", .password = "wrong"});
  RunningExporter exporter(configuration);
  const std::string page = exporter.scrape();
  CHECK(sample(page, "cckm_up", {R"(manager="good")"}) == 1.0);
  CHECK(sample(page, "cckm_up", {R"(manager="bad")"}) == 1.0);
  CHECK(sample(page, "cckm_up", {R"(manager="locked")"}) == 0.0);
  const auto failing = "sync_job=\"" + bad.jobs()[0].name + "\"";
  CHECK(sample(page, "cckm_scrape_job_success", {R"(manager="bad")", failing}) == 0.0);
  CHECK(sample(page, "cckm_scrape_job_error", {R"(manager="bad")", job_error("http_5xx")}) == 1.0);
  CHECK_FALSE(
      sample(page, "cckm_sync_job_created_timestamp_seconds", {R"(manager="bad")", failing}));
  CHECK(sample(page, "cckm_scrape_job_success", {R"(manager="bad")", kWorldwide}) == 1.0);
  CHECK(sample(page, "cckm_scrape_job_error",
               {R"(manager="locked")", kWorldwide, job_error("auth")}) == 1.0);
}

TEST_CASE("a wrong password is sent once, and the page shows the reason") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.password = "wrong"});
  RunningExporter exporter(configuration);
  CHECK(sample(exporter.scrape(), "cckm_scrape_job_error", {kDocumented, job_error("auth")}) ==
        1.0);
  for (int i = 0; i < 20; ++i) {
    const std::string page = exporter.scrape();
    CHECK(sample(page, "cckm_up") == 0.0);
    CHECK(sample(page, "cckm_scrape_job_error", {kDocumented, job_error("login_backoff")}) == 1.0);
    CHECK(sample(page, "cckm_login_backoff_until_timestamp_seconds").has_value());
  }
  CHECK(simulator.stats().token_requests.password == 1);
  // A new secret is used at the next scrape.
  configuration.write_password("cm", "simulated-password");
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
}

TEST_CASE("tokens are renewed before they expire, and every scrape succeeds") {
  Simulator simulator({.token_life = 1s});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const auto begin = std::chrono::steady_clock::now();
  int scrapes = 0;
  while (std::chrono::steady_clock::now() - begin < 3s) {
    ++scrapes;
    const std::string page = exporter.scrape();
    for (const JobRef& job : simulator.jobs()) {
      REQUIRE(sample(page, "cckm_scrape_job_success", {"sync_job=\"" + job.name + "\""}) == 1.0);
    }
  }
  CHECK(scrapes > 3);
  const auto tokens = simulator.stats().token_requests;
  CHECK(tokens.password == 1);
  CHECK(tokens.refresh_token >= 2);
  CHECK(simulator.stats().refused_logins == 0);
}

TEST_CASE("a slow response of CM does not delay the page past its deadline") {
  const auto stage = GENERATE(Stage::kHeaders, Stage::kBody);
  Simulator simulator;
  simulator.set_fault({.job_id = simulator.jobs()[1].id, .drip = stage});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  std::string page;
  const Seconds took = time_of([&] { page = exporter.scrape("1.5"); });
  CHECK(took >= 1s);
  CHECK(took < 1.5s);
  const auto dripping = "sync_job=\"" + simulator.jobs()[1].name + "\"";
  CHECK(sample(page, "cckm_scrape_job_error", {dripping, job_error("timeout")}) == 1.0);
  CHECK(sample(page, "cckm_scrape_job_success", {kDocumented}) == 1.0);
  simulator.clear_faults();
  CHECK(sample(exporter.scrape(), "cckm_scrape_job_success", {dripping}) == 1.0);
}

TEST_CASE("a manager with a slow TLS handshake affects only its own jobs") {
  Simulator good;
  Simulator bad;
  bad.set_fault({.drip = Stage::kHandshake});
  Configuration configuration;
  configuration.add(good, {.name = "good"});
  configuration.add(bad, {.name = "bad"});
  RunningExporter exporter(configuration);
  std::string page;
  const Seconds took = time_of([&] { page = exporter.scrape("1.5"); });
  CHECK(took >= 1s);
  CHECK(took < 1.5s);
  CHECK(sample(page, "cckm_up", {R"(manager="good")"}) == 1.0);
  CHECK(sample(page, "cckm_up", {R"(manager="bad")"}) == 0.0);
  CHECK(sample(page, "cckm_scrape_job_error",
               {R"(manager="bad")", kWorldwide, job_error("timeout")}) == 1.0);
}

TEST_CASE("a timeout header above the default is obeyed, and one below the offset, too") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  CHECK(sample(exporter.scrape("30"), "cckm_scrape_timeout_seconds") == 29.5);
  CHECK(sample(exporter.scrape("0.5"), "cckm_scrape_timeout_seconds") == 0.25);
}

TEST_CASE("a page arrives within a timeout of half a second, even if a job stalls") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  exporter.scrape();
  simulator.set_fault({.kind = CallKind::kJob, .times = 1, .delay = 60s});
  std::string page;
  const auto took = time_of([&] { page = exporter.scrape("0.5"); });
  CHECK(took < 4s);  // 0.25 s on an idle machine
  CHECK(page.find(job_error("timeout")) != std::string::npos);
}

TEST_CASE("without a valid timeout header, the default is used") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  for (const std::string header : {"", "junk", "-1", "0", "nan", "inf"}) {
    CAPTURE(header);
    CHECK(sample(exporter.scrape(header), "cckm_scrape_timeout_seconds") == 9.5);
  }
}

TEST_CASE("concurrent scrapes share one collection") {
  Simulator simulator({.latency = 200ms});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  std::vector<std::future<std::string>> pages;
  for (int i = 0; i < 8; ++i) {
    pages.push_back(std::async(std::launch::async, [&] { return exporter.scrape(); }));
  }
  for (auto& page : pages) CHECK(sample(page.get(), "cckm_up") == 1.0);
  CHECK(simulator.stats().job_requests < 8 * simulator.jobs().size());
  CHECK(sample(exporter.scrape(), "cckm_exporter_coalesced_scrapes_total").value() > 0);
}

TEST_CASE("a scrape above --web.max-requests is rejected with Retry-After") {
  Simulator simulator({.latency = 300ms});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration, {"--web.max-requests=1"});
  auto first = std::async(std::launch::async, [&] { return exporter.scrape(); });
  while (simulator.stats().job_requests == 0) std::this_thread::yield();
  const auto reply = exporter.get("/metrics");
  CHECK(reply.result_int() == 503);
  CHECK(reply["Retry-After"] == "1");
  CHECK(sample(first.get(), "cckm_up") == 1.0);
  CHECK(sample(exporter.scrape(), "cckm_exporter_rejected_scrapes_total") == 1.0);
}

TEST_CASE("the exporter serves its pages, methods and encodings") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  SECTION("the metrics") {
    const auto reply = exporter.get("/metrics?from=prometheus");
    CHECK(reply.result_int() == 200);
    CHECK(reply["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(reply["Content-Encoding"].empty());
  }
  SECTION("the metrics in OpenMetrics") {
    const auto reply = exporter.get("/metrics", {{"Accept", "application/openmetrics-text"}});
    CHECK(reply["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8");
    CHECK(parse_openmetrics(reply.body()).problems.empty());
  }
  SECTION("compressed") {
    const auto reply = exporter.get("/metrics", {{"Accept-Encoding", "gzip"}});
    CHECK(reply["Content-Encoding"] == "gzip");
    CHECK(reply.body().substr(0, 2) == "\x1f\x8b");
  }
  SECTION("pages without a request to CM") {
    const auto before = simulator.stats().requests;
    CHECK(exporter.get("/-/healthy").result_int() == 200);
    CHECK(exporter.get("/-/ready").result_int() == 200);
    const auto landing = exporter.get("/");
    CHECK(landing["Content-Type"] == "text/html; charset=utf-8");
    CHECK_THAT(landing.body(), ContainsSubstring("href=\"./metrics\""));
    CHECK(simulator.stats().requests == before);
  }
  SECTION("HEAD") {
    const auto reply = http_request("HEAD", exporter.address(), "/-/healthy");
    CHECK(reply.result_int() == 200);
    CHECK(reply["Content-Length"] == "9");
    CHECK(reply.body().empty());
  }
  SECTION("unknown methods") {
    for (const std::string method : {"POST", "PUT", "DELETE", "TRACE", "OPTIONS", "BREW"}) {
      CAPTURE(method);
      const auto reply = http_request(method, exporter.address(), "/metrics");
      CHECK(reply.result_int() == 405);
      CHECK(reply["Allow"] == "GET, HEAD");
    }
  }
  SECTION("unknown paths") {
    for (const std::string path : {"/metrics/", "//metrics", "/metrics/../metrics", "/metrics%00",
                                   "/etc/passwd", "/-/relaod", "http://other/passwd"}) {
      CAPTURE(path);
      const auto reply = exporter.get(path);
      CHECK(reply.result_int() == 404);
      CHECK(reply.body() == "Not found.\n");
    }
  }
  SECTION("requests beyond the limits") {
    const auto status_line = [&](const std::string& request) {
      const std::string reply = raw_exchange(exporter.address(), request);
      return reply.substr(0, reply.find("\r\n"));
    };
    CHECK(status_line("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") ==
          "HTTP/1.1 414 URI Too Long");
    CHECK(status_line("GET /" + std::string(20000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") ==
          "HTTP/1.1 414 URI Too Long");
    CHECK(status_line("GET / HTTP/1.1\r\nX: " + std::string(20000, 'a') + "\r\n\r\n") ==
          "HTTP/1.1 431 Request Header Fields Too Large");
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 101; ++i) many += "A: b\r\n";
    CHECK(status_line(many + "\r\n") == "HTTP/1.1 431 Request Header Fields Too Large");
    CHECK(status_line("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello") ==
          "HTTP/1.1 400 Bad Request");
    CHECK(status_line("GET /metrics\r\n\r\n") == "HTTP/1.1 400 Bad Request");
    CHECK(status_line("\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n") ==
          "HTTP/1.1 400 Bad Request");
  }
}

TEST_CASE("a connection serves several requests") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const std::string request = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string last = "GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const std::string replies = raw_exchange(exporter.address(), request + request + last);
  int responses = 0;
  for (auto at = replies.find("HTTP/1.1 200"); at != std::string::npos;
       at = replies.find("HTTP/1.1 200", at + 1)) {
    ++responses;
  }
  CHECK(responses == 3);
}

TEST_CASE("SIGTERM stops the exporter") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  SECTION("while idle") {
    CHECK(exporter.stop() == 0);
  }
  SECTION("during a scrape, which is completed") {
    simulator.set_fault({.kind = CallKind::kJob, .delay = 500ms});
    auto page = std::async(std::launch::async, [&] { return exporter.scrape(); });
    while (simulator.stats().job_requests == 0) std::this_thread::yield();
    CHECK(exporter.stop() == 0);
    CHECK(sample(page.get(), "cckm_up") == 1.0);
  }
  SECTION("during a scrape that would take too long") {
    simulator.set_fault({.cut = Stage::kStart, .ending = Ending::kStall});
    auto page = std::async(std::launch::async, [&] {
      return raw_exchange(exporter.address(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    });
    while (simulator.stats().requests == 0) std::this_thread::yield();
    CHECK(time_of([&] { CHECK(exporter.stop() == 0); }) < 3s);
    CHECK(page.get().empty());
  }
  SECTION("but SIGHUP and SIGPIPE do not") {
    for (const int number : {SIGHUP, SIGPIPE}) exporter.process().signal(number);
    CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
  }
}

TEST_CASE("the flag --once prints one page to standard output") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const auto ended = run_exporter({"--once", "--config.file", configuration.path()});
  CHECK(ended.exit_code == 0);
  CHECK(sample(ended.output, "cckm_sync_job_duration_seconds", {kDocumented}) == 3.939339);
  configuration.write_password("cm", "wrong");
  const auto refused = run_exporter({"--once", "--config.file", configuration.path()});
  CHECK(refused.exit_code == 1);
  CHECK(sample(refused.output, "cckm_up") == 0.0);
}

TEST_CASE("the exporter starts or reports why it cannot") {
  const TemporaryFolder folder;
  SECTION("with a configuration that is wrong in five ways") {
    const auto file = folder.write("exporter.yml",
                                   "managers:\n"
                                   "  - name: production\n"
                                   "    url: ftp://cm.example.com\n"
                                   "    auth: {username: u, password_file: missing}\n"
                                   "    timout: 5s\n"
                                   "    max_concurrency: many\n"
                                   "    jobs: [{id: a, cloud: awss}]\n");
    const auto ended = run_exporter({"--config.check", "--config.file", file});
    CHECK(ended.exit_code == 1);
    CHECK(ended.output.rfind("5 errors in the configuration:\n", 0) == 0);
    for (const std::string where : {":3:10: ", ":4:40: ", ":5:5: ", ":6:22: ", ":7:27: "}) {
      CHECK_THAT(ended.output, ContainsSubstring(file + where));
    }
  }
  SECTION("with --config.check") {
    Simulator simulator;
    Configuration configuration;
    configuration.add(simulator);
    const auto ended = run_exporter({"--config.check", "--config.file", configuration.path()});
    CHECK(ended.exit_code == 0);
    CHECK(simulator.stats().connections == 0);
  }
  SECTION("with invalid flags") {
    CHECK(run_exporter({"--no.such-flag"}).exit_code == 2);
    CHECK(run_exporter({"--web.listen-address", "nonsense"}).exit_code == 2);
    CHECK(run_exporter({"--log.level", "loud"}).exit_code == 2);
    CHECK(run_exporter({"--timeout-offset", "soon"}).exit_code == 2);
    CHECK(run_exporter({"--web.telemetry-path", "metrics"}).exit_code == 2);
  }
  SECTION("with --version and --help") {
    const auto version = run_exporter({"--version"});
    CHECK(version.exit_code == 0);
    CHECK_THAT(version.output, ContainsSubstring("cckm_exporter, version "));
    CHECK(run_exporter({"--help"}).exit_code == 0);
  }
  SECTION("with --healthcheck, while another one serves and after its end") {
    Simulator simulator;
    Configuration configuration;
    configuration.add(simulator);
    RunningExporter exporter(configuration);
    const std::vector<std::string> check{"--healthcheck", "--web.listen-address",
                                         exporter.address()};
    CHECK(run_exporter(check).exit_code == 0);
    exporter.stop();
    const auto ended = run_exporter(check);
    CHECK(ended.exit_code == 1);
    CHECK_THAT(ended.output, ContainsSubstring("not healthy: " + exporter.address()));
  }
  SECTION("on a port in use") {
    Simulator simulator;
    Configuration configuration;
    configuration.add(simulator);
    RunningExporter exporter(configuration);
    const auto ended = run_exporter(
        {"--config.file", configuration.path(), "--web.listen-address", exporter.address()});
    CHECK(ended.exit_code == 1);
    CHECK_THAT(ended.output, ContainsSubstring("Address already in use"));
  }
  SECTION("while CM is down") {
    Configuration configuration;
    configuration.add(Simulator());
    RunningExporter exporter(configuration);
    const std::string page = exporter.scrape();
    CHECK(sample(page, "cckm_up") == 0.0);
    CHECK(sample(page, "cckm_scrape_job_error", {kDocumented, job_error("connect")}) == 1.0);
  }
}

TEST_CASE("METRICS.md has the number of series of a hundred jobs") {
  const Simulator simulator({.extra_jobs = 100});
  ManagerChoice choice;
  for (int i = 1; i <= 100; ++i) choice.names.push_back("extra-" + std::to_string(i));
  Configuration configuration;
  configuration.add(simulator, choice);
  std::istringstream page(RunningExporter(configuration).scrape());
  double series = 0;
  for (std::string line; std::getline(page, line);) series += line.front() == '#' ? 0 : 1;

  const std::string document = text_of(CCKM_SOURCE "/METRICS.md");
  std::smatch row;
  REQUIRE(std::regex_search(document, row, std::regex(R"(\| 1 \| 100 \| 3 \| (\d+) \|)")));
  CHECK(series == Approx(std::stod(row[1])).epsilon(0.05));
}

TEST_CASE("the configuration of make run has every job of the simulator") {
  const std::string yaml = text_of(CCKM_SOURCE "/config/exporter.yml");
  CHECK_THAT(yaml, ContainsSubstring("server_name: web.keysecure.local"));
  const Simulator simulator;
  for (const JobRef& job : simulator.jobs()) {
    CHECK_THAT(yaml, ContainsSubstring("- id: " + job.id + "\n        name: " + job.name + "\n"));
  }
}

TEST_CASE("a proxy in the environment is a warning without its value, and is counted") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const Environment none(Environment::kProxies);
  const Environment proxy("HTTPS_PROXY", "http://user:hunter2@127.0.0.1:1");
  const auto checked = run_exporter({"--config.check", "--config.file", configuration.path()});
  CHECK(checked.exit_code == 0);
  CHECK_THAT(checked.output, ContainsSubstring("the environment has HTTPS_PROXY"));
  CHECK(checked.output.find("hunter2") == std::string::npos);
  RunningExporter exporter(configuration);
  const std::string page = exporter.scrape();
  CHECK(sample(page, "cckm_exporter_config_warnings") == 1.0);
  CHECK(sample(page, "cckm_up", {R"(manager="cm")"}) == 1.0);
}
