// SPDX-License-Identifier: Apache-2.0
// Faults 41 to 47: bad configurations and secrets, at the start and at a reload.
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <future>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/canary.h"
#include "tests/faults/fault_scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::string kId = "11111111-2222-3333-4444-555555555555";

// A configuration with one manager. The defaults are valid.
struct Yaml {
  std::string url = "https://cm.example.com";
  std::string auth = "{username: u, password_file: password}";
  std::string jobs = "[{id: " + kId + "}]";
  std::string more = {};

  std::string text() const {
    return "managers:\n  - name: one\n    url: " + url + "\n    auth: " + auth +
           "\n    jobs: " + jobs + "\n" + more;
  }
};

// Runs the exporter with configurations, in a folder that has a valid password file.
class Checker {
 public:
  Checker() { folder.write("password", secret); }

  // Returns the problems of an invalid configuration. Checks that --config.check and a start report
  // the same problems, without any form of the secret.
  std::string refusal(const std::string& yaml) const {
    const std::string file = folder.write("exporter.yml", yaml);
    const auto checked = run_exporter({"--config.check", "--config.file", file});
    const auto started =
        run_exporter({"--config.file", file, "--web.listen-address", "127.0.0.1:0"});
    CHECK(checked.exit_code == 1);
    CHECK(started.exit_code == 1);
    CHECK(problems(started.output) == problems(checked.output));
    CHECK_FALSE(find_secret(checked.output + started.output, {secret}).has_value());
    return problems(checked.output);
  }

  bool accepts(const std::string& yaml) const {
    const std::string file = folder.write("exporter.yml", yaml);
    return run_exporter({"--config.check", "--config.file", file}).exit_code == 0;
  }

  const std::string secret = make_canary();
  const TemporaryFolder folder;

 private:
  // Returns the output without log lines, which have a time.
  static std::string problems(const std::string& output) {
    std::string rest;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("ts=", 0) != 0) rest += line + '\n';
    }
    return rest;
  }
};

std::string password_file(const FaultScene& scene) {
  return (scene.configuration.folder().path() / (std::string(kManager) + "-password")).string();
}

// Revokes every token, so that the next request needs a login by password.
void revoke_all(FaultScene& scene) {
  scene.simulator.revoke_tokens();
  scene.simulator.revoke_refresh_tokens();
}

const SceneChoice kReloadable{.flags = {"--web.enable-lifecycle"}};

HttpReply reload(const FaultScene& scene) {
  return http_request("POST", scene.exporter.address(), "/-/reload");
}

double reload_successful(FaultScene& scene) {
  return sample(scene.scrape(), "cckm_exporter_config_last_reload_successful").value();
}

double reloaded_at(FaultScene& scene) {
  return sample(scene.scrape(), "cckm_exporter_config_last_reload_success_timestamp_seconds")
      .value();
}

}  // namespace

TEST_CASE("fault 41: a job that is configured twice") {
  const Checker checker;
  const std::string bare = "[" + kId + ", " + kId + "]";
  const std::string renamed = "[{id: " + kId + ", name: a}, {id: " + kId + ", name: b}]";
  for (const auto& jobs : {bare, renamed}) {
    CAPTURE(jobs);
    const std::string refusal = checker.refusal(Yaml{.jobs = jobs}.text());
    CHECK(refusal.rfind("1 error in the configuration:\n", 0) == 0);
    CHECK_THAT(refusal, ContainsSubstring("exporter.yml:5:"));
    CHECK_THAT(refusal, ContainsSubstring("managers[0].jobs[1]"));
  }
  CHECK(checker.accepts(Yaml{}.text() +
                        "  - {name: two, url: 'https://b.example.com', auth: {username: u, "
                        "password_file: password}, jobs: [" +
                        kId + "]}\n"));
}

TEST_CASE("fault 42: YAML that is not a valid configuration") {
  const Checker checker;
  struct Case {
    std::string yaml;
    std::string count;
    std::vector<std::string> where;
  };
  const std::string good = Yaml{}.text();
  const std::string password = "{username: u, password: " + checker.secret;
  const std::vector<Case> cases = {
      {good + "unknown: 1\n", "1 error", {":6:1: "}},
      {Yaml{.more = "    timeout: [5s]\n    max_concurrency: many\n    url: https://twice\n"}
           .text(),
       "3 errors",
       {":6:14: ", ":7:22: ", ":8:5: "}},
      {"managers:\n  - name: one\n", "3 errors", {":2:5: "}},
      {Yaml{.jobs = "&a [*a]"}.text(), "2 errors", {":5:"}},
      {Yaml{.url = "!tag https://cm.example.com"}.text(), "1 error", {":3:"}},
      {"managers:\n\t- name: one\n", "1 error", {":2:"}},
      {good + "---\n" + good, "1 error", {":6:"}},
      {std::string(1 << 20, '#') + "\n", "1 error", {": is over 1048576 bytes"}},
      {"", "1 error", {": is empty"}},
      {"~\n", "1 error", {": has no value"}},
      {Yaml{.auth = password + ", password_file: password}"}.text(), "1 error", {":4:"}},
      {Yaml{.auth = password + "\\\": [}"}.text(), "1 error", {}},
      {Yaml{.auth = "{username: u, pasword: " + checker.secret + "}"}.text(), "1 error", {":4:"}},
  };
  for (const auto& [yaml, count, where] : cases) {
    CAPTURE(yaml.substr(0, 400));
    const std::string refusal = checker.refusal(yaml);
    CHECK(refusal.substr(0, refusal.find('\n')) == count + " in the configuration:");
    for (const auto& place : where) CHECK_THAT(refusal, ContainsSubstring("exporter.yml" + place));
  }
}

TEST_CASE("fault 43: an invalid URL of a manager") {
  const Checker checker;
  const std::vector<std::string> urls = {
      "https://u:" + checker.secret + "@cm.example.com",
      "https://" + checker.secret + "@cm.example.com",
      "https://cm.example.com?token=" + checker.secret,
      "https://cm.example.com/#" + checker.secret,
      "ftp://cm.example.com",
      "https://",
      "https://cm.example.com:0",
      "https://cm.example.com:65536",
      "'https://cm .example.com'",
      "http://cm.example.com",
  };
  for (const auto& url : urls) {
    CAPTURE(url);
    const std::string refusal = checker.refusal(Yaml{.url = url}.text());
    CHECK(refusal.rfind("1 error in the configuration:\n", 0) == 0);
    CHECK_THAT(refusal, ContainsSubstring("exporter.yml:3:10: managers[0].url: "));
  }
  CHECK(checker.accepts(
      Yaml{.url = "http://cm.example.com", .more = "    allow_plain_http: true\n"}.text()));
}

TEST_CASE("fault 44: a secret file that is invalid at the start") {
  const Checker checker;
  const auto in_folder = [&](const char* name) { return (checker.folder.path() / name).string(); };
  fs::create_directory(in_folder("folder"));
  REQUIRE(::mkfifo(in_folder("fifo").c_str(), 0600) == 0);
  checker.folder.write("empty", "");
  checker.folder.write("newline", "\n");
  checker.folder.write("huge", std::string(64 * 1024 + 1, 'x'));
  checker.folder.write("nul", checker.secret + std::string(1, '\0'));
  checker.folder.write("two-lines", checker.secret + "\r\nX: y\n");
  checker.folder.write("latin1", checker.secret + "\xE4\n");
  checker.folder.write("bom", "\xEF\xBB\xBF" + checker.secret + "\n");
  checker.folder.write("utf16", "\xFF\xFE" + checker.secret + "\n");
  for (const std::string name : {"missing", "folder", "fifo", "empty", "newline", "huge", "nul",
                                 "two-lines", "latin1", "bom", "utf16"}) {
    CAPTURE(name);
    const std::string refusal =
        checker.refusal(Yaml{.auth = "{username: u, password_file: " + name + "}"}.text());
    CHECK(refusal.rfind("1 error in the configuration:\n", 0) == 0);
    CHECK_THAT(refusal, ContainsSubstring("exporter.yml:4:"));
    CHECK_THAT(refusal, ContainsSubstring(in_folder(name.c_str())));
  }
}

TEST_CASE("fault 44: a bearer token file without a token") {
  const Checker checker;
  constexpr std::size_t kUuid = 36;
  const std::string end = checker.secret.substr(checker.secret.size() - kUuid);
  const std::string jwt = "eyJhbGciOiJIUzI1NiJ9." + end + ".c2ln";
  const Yaml yaml{.auth = "{bearer_token_file: token}"};
  checker.folder.write("token", jwt + "\n");
  CHECK(checker.accepts(yaml.text()));
  for (const std::string& text : {"Bearer " + jwt, "Authorization: Bearer " + jwt,
                                  R"({"jwt":")" + jwt + "\"}", '"' + jwt + '"', checker.secret}) {
    CAPTURE(text);
    checker.folder.write("token", text + "\n");
    const std::string refusal = checker.refusal(yaml.text());
    CHECK(refusal.rfind("1 error in the configuration:\n", 0) == 0);
    CHECK_THAT(refusal, ContainsSubstring("exporter.yml:4:"));
    CHECK_THAT(refusal, ContainsSubstring((checker.folder.path() / "token").string()));
  }
}

TEST_CASE("fault 44: a secret file that becomes invalid later") {
  FaultScene scene;
  const std::string file = password_file(scene);
  scene.expect_clean();
  const std::vector<std::function<void()>> faults = {
      [&] { fs::remove(file); },
      [&] { fs::create_directory(file); },
      [&] { REQUIRE(::mkfifo(file.c_str(), 0600) == 0); },
      [&] { scene.configuration.write_password(kManager, ""); },
      [&] { scene.configuration.write_password(kManager, scene.password + "\nmore"); },
      [&] { scene.configuration.write_password(kManager, scene.password + "\xE4"); },
      [&] { scene.configuration.write_password(kManager, "\xEF\xBB\xBF" + scene.password); },
  };
  for (const auto& strike : faults) {
    fs::remove_all(file);
    strike();
    revoke_all(scene);
    for (int i = 0; i < 2; ++i) scene.expect(facts_without_manager("auth"));
    fs::remove_all(file);
    scene.configuration.write_password(kManager, scene.password + "\n");  // one line end is ignored
    scene.expect_clean();
  }
  const std::string log = scene.end();
  const auto warnings = warnings_in(log, "reason=auth");
  REQUIRE(warnings.size() == 1);  // the same reason is not logged again within five minutes
  CHECK_THAT(warnings.front(), ContainsSubstring(file));
}

TEST_CASE("fault 45: a secret file that every user can read") {
  const Checker checker;
  const std::string file = (checker.folder.path() / "password").string();
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  const auto checked = run_exporter(
      {"--config.check", "--config.file", checker.folder.write("exporter.yml", Yaml{}.text())});
  CHECK(checked.exit_code == 0);
  CHECK_THAT(checked.output, ContainsSubstring("level=warn"));
  CHECK_THAT(checked.output, ContainsSubstring(file));
  const auto strict = run_exporter({"--strict-permissions", "--config.check", "--config.file",
                                    (checker.folder.path() / "exporter.yml").string()});
  CHECK(strict.exit_code == 1);
  CHECK_THAT(strict.output, ContainsSubstring(file));
  CHECK_FALSE(find_secret(checked.output + strict.output, {checker.secret}).has_value());

  FaultScene scene;
  REQUIRE(::chmod(password_file(scene).c_str(), 0644) == 0);
  scene.expect_clean();
  scene.end();
}

TEST_CASE("fault 46: a reload of an invalid configuration") {
  FaultScene scene(kReloadable);
  scene.expect_clean();
  const std::string bad =
      Yaml{.url = "https://u:" + scene.password + "@x", .more = "x: 1\n"}.text();
  for (int i = 0; i < 2; ++i) {
    const double before = reloaded_at(scene);
    scene.configuration.folder().write("exporter.yml", bad);
    const auto reply = reload(scene);
    CHECK(reply.result_int() == 500);
    CHECK(reply.body().starts_with("3 errors in the configuration:\n"));
    CHECK_FALSE(find_secret(reply.body(), {scene.password}).has_value());
    CHECK(reload_successful(scene) == 0);
    CHECK(reloaded_at(scene) == before);
    scene.expect_clean();
    scene.configuration.path();  // writes the good one
    CHECK(reload(scene).result_int() == 200);
    CHECK(reload_successful(scene) == 1);
    scene.expect_clean();
  }
  scene.end();
}

TEST_CASE("fault 46: a reload of an invalid configuration by signal") {
  FaultScene scene;
  scene.expect_clean();
  scene.configuration.folder().write("exporter.yml", "managers: 1\n");
  scene.exporter.process().signal(SIGHUP);
  scene.exporter.process().await_line("msg=\"configuration not reloaded");
  scene.expect_clean();
  CHECK(reload_successful(scene) == 0);
  scene.end();
}

TEST_CASE("fault 47: a reload during a scrape, and a hundred reloads") {
  FaultScene scene(kReloadable);
  scene.expect_clean();
  scene.simulator.set_fault({.job_id = scene.job_id(), .delay = 500ms});
  const auto requests = scene.simulator.stats().job_requests;
  auto page = std::async(std::launch::async, [&] { return scene.exporter.scrape(); });
  while (scene.simulator.stats().job_requests == requests) std::this_thread::yield();
  CHECK(reload(scene).result_int() == 200);
  CHECK(facts_of(page.get()) == clean_facts());
  scene.heal();
  for (int i = 0; i < 100; ++i) {
    if (i % 2 == 0) {
      CHECK(reload(scene).result_int() == 200);
    } else {
      scene.exporter.process().signal(SIGHUP);
    }
    if (i % 10 == 0) scene.expect_clean();
  }
  scene.expect_clean();
  const std::string last = scene.scrape();
  CHECK(sample(last, "process_threads").value() < 40);
  CHECK(sample(last, "process_open_fds").value() < 60);
  const auto tokens = scene.simulator.stats().token_requests;
  CHECK(tokens.password + tokens.refresh_token == 1);
  scene.end();
}
