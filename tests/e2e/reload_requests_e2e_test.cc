// SPDX-License-Identifier: Apache-2.0
// Tests reloads on request of the whole program: by signal and over HTTP, valid and invalid, during
// scrapes.
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <future>
#include <iterator>
#include <optional>
#include <thread>
#include <vector>

#include "tests/e2e/eventually.h"
#include "tests/e2e/reload_scene.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kLifecycle = {"--web.enable-lifecycle"};

HttpReply post_reload(const RunningExporter& exporter) {
  return http_request("POST", exporter.address(), "/-/reload");
}

std::uint64_t logins(const Simulator& simulator) {
  return simulator.stats().token_requests.password;
}

int threads_of(RunningExporter& exporter) {
  const auto folder = "/proc/" + std::to_string(exporter.process().id()) + "/task";
  return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("a valid configuration is in use after a reload", "[47]") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  const std::string before = exporter.scrape();
  CHECK(sample(before, kGood) == 1.0);
  CHECK(sample(before, "cckm_exporter_config_warnings") == 0.0);
  CHECK_FALSE(sample(before, "cckm_up", {manager("b")}));

  const auto reload = [&](const std::string& way) {
    if (way == "POST") {
      const auto reply = post_reload(exporter);
      CHECK(reply.result_int() == 200);
      CHECK(reply.body() == "Reloaded.\n");
    } else {
      exporter.process().signal(SIGHUP);
    }
    exporter.process().await_line("msg=\"configuration reloaded\"");
  };
  const std::string way = GENERATE("POST", "SIGHUP");
  CAPTURE(way);
  scene.configure({"a", "b"});
  reload(way);
  const std::string both = exporter.scrape();
  CHECK(sample(both, "cckm_up", {manager("a")}) == 1.0);
  CHECK(sample(both, "cckm_up", {manager("b")}) == 1.0);
  CHECK(sample(both, kGood) == 1.0);
  CHECK(sample(both, kTime).value() > sample(before, kTime).value());

  // Manager a keeps its token and its counters. Manager b leaves no series.
  scene.configure({"a"});
  reload(way);
  reload(way);  // when it ends, the fleet of the reload before has been freed
  const std::string after = exporter.scrape();
  CHECK(after.find(manager("b")) == std::string::npos);
  CHECK(sample(after, "cckm_token_requests_total", {manager("a"), R"(grant="password")"}) == 1.0);
  CHECK(logins(scene.a) == 1);
  CHECK(parse_exposition(after).problems.empty());

  scene.configure({"a", "b"});
  reload(way);
  CHECK(sample(exporter.scrape(), "cckm_token_requests_total",
               {manager("b"), R"(grant="password")"}) == 1.0);
  CHECK(logins(scene.b) == 2);
  CHECK(exporter.stop() == 0);
}

TEST_CASE("a reload changes jobs, timeout and limits", "[47]") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  exporter.scrape();
  scene.configuration.begin_anew();
  scene.configuration.add(scene.a, {.name = "a", .names = {"nightly-worldwide"}});
  scene.configuration.end_with("scrape_timeout: 3s\nlimits: {regions_per_job: 1}\n");
  scene.configuration.path();
  CHECK(post_reload(exporter).result_int() == 200);
  const std::string page = exporter.scrape("");
  CHECK(page.find("documented-sample") == std::string::npos);
  CHECK(sample(page, "cckm_scrape_timeout_seconds") == 3.0);
  CHECK(sample(exporter.scrape("30"), "cckm_scrape_timeout_seconds") == 3.0);
  CHECK(sample(page, "cckm_sync_job_regions_dropped") == 2.0);
}

TEST_CASE("a reload of an invalid configuration keeps the old one", "[46]") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  const std::string before = exporter.scrape();
  const std::string file = scene.configuration.folder().write(
      "exporter.yml",
      "managers:\n  - name: c\n    url: ftp://cm\n    auth: {username: u, password: \"s3cr3t\", "
      "bearer_token_file: x}\n    jobs: [{id: a, cloud: awss}]\n");
  SECTION("over HTTP") {
    const auto reply = post_reload(exporter);
    CHECK(reply.result_int() == 500);
    CHECK(reply.body().rfind("3 errors in the configuration:\n", 0) == 0);
    for (const std::string where : {":3:10: ", ":4:", ":5:27: "}) {
      CHECK_THAT(reply.body(), ContainsSubstring(file + where));
    }
    CHECK(reply.body().find("s3cr3t") == std::string::npos);
  }
  SECTION("by signal") {
    exporter.process().signal(SIGHUP);
  }
  exporter.process().await_line("level=error msg=\"configuration not reloaded");
  for (const std::string where : {":3:10: ", ":4:", ":5:27: "}) {
    std::string line = "level=error msg=\"configuration error\" detail=\"";
    exporter.process().await_line(line.append(file).append(where));
  }
  const std::string after = exporter.scrape();
  CHECK(sample(after, kGood) == 0.0);
  CHECK(sample(after, kTime) == sample(before, kTime));
  CHECK(sample(after, "cckm_up", {manager("a")}) == 1.0);
  CHECK(after.find(manager("c")) == std::string::npos);
  CHECK(logins(scene.a) == 1);

  scene.configure({"a"});
  CHECK(post_reload(exporter).result_int() == 200);
  CHECK(sample(exporter.scrape(), kGood) == 1.0);
  CHECK(exporter.stop() == 0);
  CHECK(exporter.process().output().find("s3cr3t") == std::string::npos);
}

TEST_CASE("a missing file, a FIFO or a bad certificate does not block a reload", "[44][46]") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  const auto file = scene.configuration.folder().path() / "exporter.yml";
  const auto secret = scene.configuration.folder().path() / "a-password";
  SECTION("the configuration is missing") {
    std::filesystem::remove(file);
  }
  SECTION("the configuration is a FIFO") {
    std::filesystem::remove(file);
    REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  }
  SECTION("the secret is a FIFO") {
    std::filesystem::remove(secret);
    REQUIRE(::mkfifo(secret.c_str(), 0600) == 0);
  }
  SECTION("the certificate is invalid") {
    scene.configuration.folder().write("a-ca.pem", "nonsense");
  }
  const auto reply = post_reload(exporter);
  CHECK(reply.result_int() == 500);
  CHECK(reply.body().rfind("1 error in the configuration:\n", 0) == 0);
  CHECK(sample(exporter.scrape(), kGood) == 0.0);
}

TEST_CASE("a reload over HTTP needs a flag and a POST") {
  ReloadScene scene;
  const bool enabled = GENERATE(true, false);
  CAPTURE(enabled);
  RunningExporter exporter(scene.configure({"a"}),
                           enabled ? kLifecycle : std::vector<std::string>{});
  for (const std::string method : {"GET", "HEAD", "PUT", "DELETE", "BREW"}) {
    CAPTURE(method);
    const auto reply = http_request(method, exporter.address(), "/-/reload");
    CHECK(reply.result_int() == 405);
    CHECK(reply["Allow"] == "POST");
  }
  const auto reply = post_reload(exporter);
  CHECK(reply.result_int() == (enabled ? 200 : 403));
  if (!enabled) {
    CHECK(reply.body() == "Reloading over HTTP needs the flag --web.enable-lifecycle.\n");
  }
}

TEST_CASE("a reload changes the users of the web configuration") {
  ReloadScene scene;
  const std::string hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  const auto web = scene.configuration.folder().write("web.yml", "{}\n");
  RunningExporter exporter(scene.configure({"a"}), {"--web.config.file", web});
  const auto reload = [&](const std::string& yaml, const std::string& wanted) {
    scene.configuration.folder().write("web.yml", yaml);
    exporter.process().signal(SIGHUP);
    exporter.process().await_line(wanted);
  };
  CHECK(exporter.get("/").result_int() == 200);
  reload("basic_auth_users: {prometheus: " + hash + "}\n", "msg=\"configuration reloaded\"");
  CHECK(exporter.get("/").result_int() == 401);
  reload("basic_auth_users: {prometheus: nonsense}\n", "msg=\"configuration not reloaded");
  CHECK(exporter.get("/").result_int() == 401);
  reload("{}\n", "msg=\"configuration reloaded\"");
  CHECK(exporter.get("/").result_int() == 200);
}

TEST_CASE("a broken web configuration is logged once, by a connection or by a reload") {
  ReloadScene scene;
  const auto web = scene.configuration.folder().write("web.yml", "{}\n");
  RunningExporter exporter(scene.configure({"a"}),
                           {"--web.enable-lifecycle", "--web.config.file", web});
  scene.configuration.folder().write("web.yml", "rate_limit: 1\n");
  const std::string problem = "web.yml:1:13: rate_limit: must be";
  const auto reload = [&] {
    exporter.process().signal(SIGHUP);
    exporter.process().await_line("msg=\"configuration error\"");
  };
  SECTION("by a signal, before a connection") {
    reload();
    exporter.get("/-/healthy");
  }
  SECTION("by a signal, after a connection") {
    exporter.get("/-/healthy");
    reload();
    reload();
  }
  SECTION("over HTTP, with the problem in the response") {
    CHECK_THAT(post_reload(exporter).body(), ContainsSubstring(problem));
    CHECK_THAT(post_reload(exporter).body(), ContainsSubstring(problem));
  }
  CHECK(sample(exporter.scrape(), kGood) == 0.0);
  CHECK(sample(exporter.scrape(), kWebGood) == 0.0);
  CHECK(exporter.stop() == 0);
  CHECK(count_of(exporter.process().output(), problem) == 1);
}

TEST_CASE("a valid reload ends the back-off of a login", "[10]") {
  ReloadScene scene;
  scene.a.set_password("another");
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  for (int i = 0; i < 3; ++i) CHECK(sample(exporter.scrape(), "cckm_up") == 0.0);
  CHECK(logins(scene.a) == 1);
  scene.a.set_password("simulated-password");
  scene.break_it();
  CHECK(post_reload(exporter).result_int() == 500);
  CHECK(sample(exporter.scrape(), "cckm_login_backoff_until_timestamp_seconds").has_value());
  scene.configure({"a"});
  CHECK(post_reload(exporter).result_int() == 200);
  const std::string page = exporter.scrape();
  CHECK(sample(page, "cckm_up") == 1.0);
  CHECK_FALSE(sample(page, "cckm_login_backoff_until_timestamp_seconds"));
  CHECK(logins(scene.a) == 2);
}

TEST_CASE("a scrape keeps its configuration when a reload happens", "[47]") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  exporter.scrape();
  scene.a.set_fault({.kind = CallKind::kJob, .times = 1, .delay = 700ms});
  const auto requests = scene.a.stats().job_requests;
  auto running = std::async(std::launch::async, [&] { return exporter.scrape(); });
  while (scene.a.stats().job_requests == requests) std::this_thread::yield();
  scene.configure({"b"});
  CHECK(post_reload(exporter).result_int() == 200);
  const std::string after = exporter.scrape();
  CHECK(after.find("cckm_up{" + manager("a")) == std::string::npos);
  CHECK(sample(after, "cckm_up", {manager("b")}) == 1.0);
  const std::string before = running.get();
  CHECK(before.find("cckm_up{" + manager("b")) == std::string::npos);
  CHECK(sample(before, "cckm_up", {manager("a")}) == 1.0);
  for (const JobRef& job : scene.a.jobs()) {
    CHECK(sample(before, "cckm_scrape_job_success", {"sync_job=\"" + job.name + "\""}) == 1.0);
  }
}

TEST_CASE("hundreds of reloads fail no scrape and leak no thread", "[47]") {
  constexpr int kReloads = 300;
  // Plain HTTP and few threads, because starting them would take most of the time.
  ReloadScene scene({.plain_http = true});
  RunningExporter exporter(
      scene.configure({"a", "b"}, "    allow_plain_http: true\n    max_concurrency: 2\n"),
      kLifecycle);
  std::atomic<bool> enough = false;
  std::atomic<int> scrapes = 0;
  std::vector<std::future<int>> scrapers;
  exporter.scrape();
  CHECK(post_reload(exporter).result_int() == 200);
  exporter.scrape();
  const int threads = threads_of(exporter);
  for (int i = 0; i < 2; ++i) {
    scrapers.push_back(std::async(std::launch::async, [&] {
      int bad = 0;
      while (!enough) {
        const std::string page = exporter.scrape();
        ++scrapes;
        const bool whole =
            sample(page, "cckm_up", {manager("a")}) == 1.0 &&
            page.find("cckm_scrape_job_success{" + manager("a")) != std::string::npos &&
            page.find("cckm_scrape_job_error") == std::string::npos;
        bad += whole ? 0 : 1;
      }
      return bad;
    }));
  }
  for (int i = 0; i < kReloads; ++i) {
    if (i % 3 == 0) exporter.process().signal(SIGHUP);
    CHECK(post_reload(exporter).result_int() == 200);
  }
  enough = true;
  for (auto& scraper : scrapers) CHECK(scraper.get() == 0);
  CHECK(scrapes > 0);
  CHECK(logins(scene.a) == 1);
  CHECK(logins(scene.b) == 1);
  CHECK(post_reload(exporter).result_int() == 200);
  const std::string page = exporter.scrape();
  CHECK(sample(page, kGood) == 1.0);
  CHECK(parse_exposition(page).problems.empty());
  CHECK(post_reload(exporter).result_int() == 200);  // now the fleet before the last is freed
  exporter.scrape();
  // The freed fleet ends its threads after the response.
  CHECK(eventually([&] { return threads_of(exporter) <= threads; }));
  CHECK(exporter.stop() == 0);
}

TEST_CASE("SIGTERM during reloads stops the exporter", "[54]") {
  ReloadScene scene;
  RunningExporter exporter(scene.configure({"a"}), kLifecycle);
  for (int i = 0; i < 20; ++i) exporter.process().signal(SIGHUP);
  CHECK(exporter.stop() == 0);
}

// The sanitizers' own runtime fails with such a limit.
#ifndef CCKM_SANITIZED
namespace {

// Sets a huge stack limit. Programs started meanwhile use it as the stack size of a thread, so they
// cannot start one. A limit on processes would not apply to root.
class NoThreadsInChildren {
 public:
  NoThreadsInChildren() {
    ::getrlimit(RLIMIT_STACK, &before_);
    const rlimit huge{rlim_t{1} << 50, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_STACK, &huge) == 0);
  }
  ~NoThreadsInChildren() { ::setrlimit(RLIMIT_STACK, &before_); }
  NoThreadsInChildren(const NoThreadsInChildren&) = delete;
  NoThreadsInChildren& operator=(const NoThreadsInChildren&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("an exporter without any further thread runs and logs an error", "[58]") {
  ReloadScene scene;
  const std::string file = scene.configure({"a"});
  std::optional<RunningExporter> exporter;
  {
    const NoThreadsInChildren starved;
    exporter.emplace(file, kLifecycle);
  }
  for (int i = 0; i < 3; ++i) {
    const auto reply = exporter->get("/metrics");
    CHECK(reply.result_int() == 503);
    CHECK(reply["Retry-After"] == "1");
  }
  CHECK(exporter->get("/-/healthy").result_int() == 200);
  const auto reply = post_reload(*exporter);
  CHECK(reply.result_int() == 500);
  CHECK_THAT(reply.body(), ContainsSubstring("cannot start a thread for the reload"));
  CHECK(exporter->stop() == 0);
  const std::string output = exporter->process().output();
  const auto first = output.find("level=error msg=\"scrapes are answered 503");
  CHECK(first != std::string::npos);
  CHECK(output.find("scrapes are answered 503", first + 40) == std::string::npos);
}
#endif
