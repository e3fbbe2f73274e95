// SPDX-License-Identifier: Apache-2.0
// Tests the log of the whole program: it never delays a scrape and never contains a secret.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>

#include "exporter/cckm/redaction.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;
using boost::asio::ip::tcp;

// Reserves a port by a socket that is bound but does not listen.
class Port {
 public:
  Port() : socket_(context_, tcp::v4()) {
    socket_.set_option(tcp::socket::reuse_address(true));
    socket_.bind({boost::asio::ip::make_address("127.0.0.1"), 0});
  }
  std::string address() const {
    return "127.0.0.1:" + std::to_string(socket_.local_endpoint().port());
  }

 private:
  boost::asio::io_context context_;
  tcp::socket socket_;
};

// An exporter whose log the test cannot read, so its port is chosen before the start.
class MuteExporter {
 public:
  MuteExporter(const Configuration& configuration, int standard_error)
      : process_({CCKM_EXPORTER, "--config.file", configuration.path(), "--web.listen-address",
                  port_.address()},
                 standard_error) {}

  Process& process() { return process_; }

  // Returns the page and checks that it takes less than 5 s. Retries until the exporter listens.
  std::string scrape() const {
    const auto begin = Clock::now();
    for (;;) {
      try {
        const auto reply = http_get(port_.address(), "/metrics");
        CHECK(Clock::now() - begin < 5s);
        REQUIRE(reply.result_int() == 200);
        return reply.body();
      } catch (const boost::system::system_error&) {
        if (Clock::now() - begin > 30s) throw;
      }
    }
  }

 private:
  Port port_;
  Process process_;
};

// A pipe that is full.
struct FullPipe {
  FullPipe() {
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    REQUIRE(::fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
    const std::string filling(4096, '.');
    while (::write(ends[1], filling.data(), filling.size()) > 0) {
    }
    REQUIRE(::fcntl(ends[1], F_SETFL, 0) == 0);
  }
  ~FullPipe() {
    for (const int end : ends) ::close(end);
  }
  FullPipe(const FullPipe&) = delete;
  FullPipe& operator=(const FullPipe&) = delete;

  std::string read() const {
    std::string text(1 << 20, '\0');
    text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
    return text;
  }

  std::array<int, 2> ends{};
};

// Breaks every job but the first: if all failed alike, they would share one line of the log.
void break_jobs(Simulator& simulator, unsigned status) {
  simulator.clear_faults();
  const auto jobs = simulator.jobs();
  for (std::size_t i = 1; i < jobs.size(); ++i) {
    simulator.set_fault({.job_id = jobs[i].id, .status = status});
  }
}

// Checks that every scrape succeeds and that the log lines of each broken job are counted as
// dropped.
void check_that_scrapes_succeed(Simulator& simulator, MuteExporter& exporter) {
  const auto broken = static_cast<double>(simulator.jobs().size() - 1);
  double dropped = 0;
  for (const unsigned status : {500U, 404U, 403U, 418U}) {
    break_jobs(simulator, status);
    CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
    const double now = sample(exporter.scrape(), "cckm_exporter_log_lines_dropped_total").value();
    CHECK(now == dropped + broken + (dropped == 0 ? 1 : 0));
    dropped = now;
  }
  simulator.clear_faults();
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
}

int stop(MuteExporter& exporter) {
  exporter.process().signal(SIGTERM);
  return exporter.process().wait();
}

}  // namespace

TEST_CASE("fault 59: a log that nobody reads delays neither a scrape nor the exit") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const FullPipe pipe;
  MuteExporter exporter(configuration, pipe.ends[1]);
  check_that_scrapes_succeed(simulator, exporter);
  SECTION("and lines are written again once it is read") {
    CHECK(pipe.read().find("level=") == std::string::npos);
    break_jobs(simulator, 302);
    exporter.scrape();
    CHECK_THAT(pipe.read(), ContainsSubstring("reason=redirect status=302"));
  }
  CHECK(stop(exporter) == 0);
}

TEST_CASE("fault 59: a closed standard error delays no scrape and corrupts none") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  MuteExporter exporter(configuration, Process::kClosed);
  check_that_scrapes_succeed(simulator, exporter);
  CHECK(stop(exporter) == 0);
}

TEST_CASE("fault 59: a full disk delays no scrape") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  MuteExporter exporter(configuration, full);
  check_that_scrapes_succeed(simulator, exporter);
  CHECK(stop(exporter) == 0);
  ::close(full);
}

namespace {

const std::string kCanaryPassword = "canary-Passw0rd/47\"+~";
const std::string kJwt = "eyJjYW5hcnkiOiJqd3QifQ.eyJjYW5hcnkiOiJib2R5In0.Y2FuYXJ5LXNpZ25hdHVyZQ";
const std::string kRefreshToken = "canary-refresh-token-0123456789";

std::string in_json(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + escaped + '"';
}

std::string job_body(const std::string& id, const std::string& status, const std::string& more) {
  return R"({"id":")" + id + R"(","createdAt":"2020-11-05T06:38:25Z","overall_status":)" +
         in_json(status) + more + "}";
}

// Makes the simulator issue known secrets and repeat them in every text that it sends.
void turn_hostile(Simulator& simulator) {
  simulator.set_fault({.kind = CallKind::kToken,
                       .status = 200,
                       .body = R"({"jwt":")" + kJwt + R"(","duration":300,"refresh_token":")" +
                               kRefreshToken + R"("})"});
  const std::string basic = "Y2FuYXJ5LVBhc3N3MHJkLzQ3Iit+";  // base64 of the password
  const std::string hexadecimal = "63616e6172792d50617373773072642f3437222b7e";  // of the password
  const std::array echoes = {kJwt, kCanaryPassword, kRefreshToken, basic, hexadecimal};
  const auto jobs = simulator.jobs();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string& echo = echoes[i % echoes.size()];
    const std::string& id = jobs[i].id;
    Fault fault{.kind = CallKind::kJob, .job_id = id, .status = 200};
    if (i % 2 == 0) {
      fault.body = job_body(id, echo,
                            R"(,"kms":[)" + in_json(echo) + R"(],"detailed_status":{)" +
                                in_json(echo) + ":" + in_json(echo) + "}");
    } else {
      fault.status = 400 + static_cast<unsigned>(i);
      fault.headers = {{"Location", "https://cm/" + kJwt}, {"Retry-After", kJwt}};
      fault.body = R"({"codeDesc":)" + in_json(echo) + "}";
    }
    simulator.set_fault(fault);
  }
}

}  // namespace

TEST_CASE("fault 66: secrets that CM repeats are neither in the page nor in the log") {
  Simulator simulator({.password = kCanaryPassword});
  Configuration configuration;
  configuration.add(simulator, {.password = kCanaryPassword});
  turn_hostile(simulator);
  RunningExporter exporter(configuration);
  std::string page = exporter.scrape();
  page += exporter.scrape();
  CHECK(sample(exporter.scrape(), "cckm_up") == 1.0);
  REQUIRE(exporter.stop() == 0);
  const std::string log = exporter.process().output();
  CHECK_THAT(log, ContainsSubstring("text=<redacted>"));
  CHECK_THAT(page, ContainsSubstring("key_container=\"<redacted>\""));
  const SecretFinder secrets(
      std::vector{Secret(kCanaryPassword), Secret(kJwt), Secret(kRefreshToken)});
  CHECK_FALSE(secrets.part_in(page));
  CHECK_FALSE(secrets.part_in(log));
  // Parts of the secrets, independent of SecretFinder.
  for (const std::string part : {"canary", "eyJjYW5", "5hcnkt", "Y2FuYXJ5", "63616e617279"}) {
    CAPTURE(part);
    CHECK(page.find(part) == std::string::npos);
    CHECK(log.find(part) == std::string::npos);
  }
}

TEST_CASE("fault 66: names that share words with a secret keep their series") {
  const std::string password = "production-vault-key";
  Simulator simulator({.password = password});
  Configuration configuration;
  configuration.add(simulator, {.password = password});
  const JobRef job = simulator.jobs().front();
  const std::string regions =
      R"("production-vault-eu":"success","production-vault-us":"success",)"
      R"("production-vault-key-1":"success","70726f64756374696f6e2d7661756c742d6b6579":"success")";
  simulator.set_fault(
      {.kind = CallKind::kJob,
       .job_id = job.id,
       .body = job_body(job.id, "completed", R"(,"detailed_status":{)" + regions + "}")});
  RunningExporter exporter(configuration);
  const std::string page = exporter.scrape();
  const auto region = [&](const std::string& container) {
    return sample(page, "cckm_sync_region_success",
                  {"sync_job=\"" + job.name + "\"", "key_container=\"" + container + "\""});
  };
  CHECK(region("production-vault-eu") == 1.0);
  CHECK(region("production-vault-us") == 1.0);
  CHECK(region("<redacted>") == 1.0);
  CHECK(page.find(password) == std::string::npos);
  CHECK(page.find("70726f64") == std::string::npos);
}

TEST_CASE("faults 34 to 37: an anomaly of a job is logged once") {
  Simulator simulator;
  const auto jobs = simulator.jobs();
  const auto say = [&](std::size_t job, const std::string& body) {
    simulator.set_fault({.kind = CallKind::kJob, .job_id = jobs[job].id, .body = body});
  };
  say(0, job_body(jobs[0].id, "paused \u00e9!", ""));
  say(1, job_body(jobs[1].id, "completed", ""));
  say(2, job_body(jobs[2].id, "completed", R"(,"completed_at":"2020-11-05T06:38:24Z")"));
  say(3, job_body(jobs[3].id, "in_progress", R"(,"updatedAt":"yesterday")"));
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  for (int i = 0; i < 3; ++i) CHECK(parse_exposition(exporter.scrape()).problems.empty());
  REQUIRE(exporter.stop() == 0);
  const std::string log = exporter.process().output();
  const std::array wanted = {"text=\"paused !\"", "has no completed_at", "is before createdAt",
                             "updatedAt is not a timestamp"};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(log, wanted[i]);
    const auto at = log.find(wanted[i]);
    REQUIRE(at != std::string::npos);
    CHECK(log.find(wanted[i], at + 1) == std::string::npos);
    const auto begin = log.rfind('\n', at) + 1;
    const std::string line = log.substr(begin, log.find('\n', at) - begin);
    CHECK_THAT(line, ContainsSubstring(" level=warn "));
    CHECK_THAT(line, ContainsSubstring(" manager=cm sync_job=" + jobs[i].name));
  }
}

TEST_CASE("a secret that every user can read", "[45]") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.name = "a"});
  const std::string file = configuration.path();
  std::filesystem::permissions(configuration.folder().path() / "a-password",
                               std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  SECTION("is a warning") {
    RunningExporter exporter(file);
    CHECK(sample(exporter.scrape(), "cckm_exporter_config_warnings") == 1.0);
    CHECK_THAT(exporter.process().output(),
               ContainsSubstring("level=warn msg=\"configuration warning\" detail=") &&
                   ContainsSubstring("a-password: can be read by every user of this machine"));
  }
  SECTION("is an error with --strict-permissions") {
    for (const std::string what : {"--config.check", "--once"}) {
      const auto ended = run_exporter({what, "--strict-permissions", "--config.file", file});
      CHECK(ended.exit_code == 1);
      CHECK_THAT(ended.output, ContainsSubstring("can be read by every user of this machine"));
    }
  }
}
