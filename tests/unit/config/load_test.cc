// SPDX-License-Identifier: Apache-2.0
// Whole configurations: the settings of valid ones, and the errors of invalid ones.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "exporter/config/load.h"
#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/working_directory.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE(stream.is_open());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<fs::path> bad_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(CCKM_TESTDATA "/config/bad")) {
    if (entry.path().extension() == ".yml") files.insert(entry.path());
  }
  return files;
}

// Returns a configuration of one manager with these further lines.
std::string manager_with(const std::string& more) {
  return "managers:\n"
         "  - name: cm\n"
         "    url: https://cm.example.com\n"
         "    jobs: [a1]\n" +
         more;
}

const std::string& password_auth() {
  static const std::string kText = "    auth: {username: exporter, password: hunter2}\n";
  return kText;
}

ManagerSettings the_manager(const Loaded& loaded) {
  INFO(lines(loaded.errors));
  REQUIRE(loaded.ok());
  REQUIRE(loaded.settings.managers.size() == 1);
  return loaded.settings.managers[0];
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("each invalid configuration prints its errors") {
  const WorkingDirectory in_folder(CCKM_TESTDATA "/config/bad");
  REQUIRE(bad_files().size() > 40);
  for (const fs::path& file : bad_files()) {
    CAPTURE(file.filename());
    const std::string printed = lines(load_settings(file.filename()).errors);
    const fs::path golden = fs::path(file).replace_extension(".txt");
    if (std::getenv("CCKM_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << printed;
    CHECK(printed == read_text(golden));
    CHECK_FALSE(printed.empty());
  }
}

TEST_CASE("no invalid configuration shows its secret") {
  const WorkingDirectory in_folder(CCKM_TESTDATA "/config/bad");
  for (const fs::path& file : bad_files()) {
    CAPTURE(file.filename());
    const Loaded loaded = load_settings(file.filename());
    CHECK(lines(loaded.errors).find("hunter") == std::string::npos);
    CHECK(lines(loaded.warnings).find("hunter") == std::string::npos);
  }
}

TEST_CASE("no error shows a secret, wherever a wrong character is in its line") {
  const std::string before =
      "managers:\n  - name: cm\n    url: https://cm.example.com\n    jobs: [a1]\n";
  const std::string line = "    auth: {username: exporter, password: q7q7q7}\n";
  const std::string block =
      "    auth:\n      username: exporter\n      password: q7q7q7\n      domain: root\n";
  for (const std::string& auth : {line, block}) {
    for (std::size_t at = 0; at <= auth.size(); ++at) {
      for (const char slip : std::string_view(":,#*&!|>{}[]\"'%@`?-~\\ \n\t\x01\xFF")) {
        std::string text = auth;
        text.insert(at, 1, slip);
        const Loaded loaded = parse_settings(before + text, "exporter.yml");
        CAPTURE(text);
        const std::string printed = lines(loaded.errors) + lines(loaded.warnings);
        if (printed.find("q7") != std::string::npos) FAIL(printed);
      }
    }
  }
}

TEST_CASE("a key that is missing has its default") {
  const Loaded loaded = parse_settings(manager_with(password_auth()), "exporter.yml");
  const ManagerSettings manager = the_manager(loaded);
  CHECK(loaded.settings.regions_per_job == 1000);
  CHECK(loaded.settings.scrape_timeouts.without_header == 9500ms);
  CHECK(loaded.settings.scrape_timeouts.longest == 10min);
  CHECK(manager.name == "cm");
  CHECK(manager.url == Origin{true, "cm.example.com", 443});
  CHECK(manager.timeout == 5s);
  CHECK(manager.max_concurrency == 16);
  CHECK(manager.success_texts.empty());
  CHECK(manager.failure_texts.empty());
  CHECK(manager.tls.ca_file.empty());
  CHECK(manager.tls.server_name.empty());
  CHECK_FALSE(manager.tls.insecure_skip_verify);
  CHECK(manager.tls.min_version == TlsVersion::kTls12);
  REQUIRE(manager.jobs.size() == 1);
  CHECK(manager.jobs[0].id == "a1");
  CHECK(manager.jobs[0].name == "a1");
  CHECK(manager.jobs[0].endpoint == find_endpoint("aws", "keys"));
}

TEST_CASE("the example is valid and gives its values") {
  const TemporaryFolder folder;
  const PemPair pair = make_pem_pair();
  for (const auto* name : {"password", "refresh-token"}) folder.write(name, "x\n");
  folder.write("bearer-token", "a.b.c\n");
  folder.write("ca.pem", pair.certificate);
  folder.write("client.pem", pair.certificate);
  folder.write("client.key", pair.key);
  REQUIRE(::setenv("CM_PASSWORD", "x", 1) == 0);
  std::string text = read_text(CCKM_SOURCE "/config/exporter.example.yml");
  text = replace_all(text, "/run/secrets", folder.path().string());
  text = replace_all(text, "/etc/cckm_exporter", folder.path().string());

  const Loaded loaded = parse_settings(text, "exporter.example.yml");
  REQUIRE(lines(loaded.errors).empty());
  CHECK(lines(loaded.warnings).find("plain text") != std::string::npos);
  const Settings& settings = loaded.settings;
  CHECK(settings.regions_per_job == 1000);
  CHECK(settings.scrape_timeouts.without_header == 9500ms);
  CHECK(settings.scrape_timeouts.longest == 9500ms);
  REQUIRE(settings.managers.size() == 5);

  const ManagerSettings& first = settings.managers[0];
  CHECK(first.name == "production");
  CHECK(first.timeout == 5s);
  CHECK(first.max_concurrency == 16);
  CHECK(first.success_texts == std::vector<std::string>{"vault synchronized"});
  CHECK(first.failure_texts == std::vector<FailureText>{{RegionError::kAccessDenied, "no rights"}});
  CHECK(first.tls.ca_file == folder.path() / "ca.pem");
  CHECK(first.tls.server_name == "web.keysecure.local");
  CHECK(first.tls.cert_file == folder.path() / "client.pem");
  CHECK(first.tls.key_file == folder.path() / "client.key");
  REQUIRE(first.jobs.size() == 3);
  CHECK(first.jobs[0].name == first.jobs[0].id);
  CHECK(first.jobs[1].name == "nightly-eu");
  CHECK(first.jobs[1].id == "0ea5d52e-387c-44fa-b079-21c8b768f77b");
  CHECK(first.jobs[2].endpoint == find_endpoint("azure", "secrets"));
  REQUIRE(first.families.size() == 2);
  CHECK(first.families[0].endpoint == find_endpoint("aws", "keys"));
  CHECK(first.families[0].containers == std::vector<std::string>{"production"});
  CHECK(first.families[0].lookback == 30 * 24h);
  CHECK(first.families[1].endpoint == find_endpoint("azure", "secrets"));
  CHECK(first.schedules);
  CHECK(first.limits.containers_per_family == 500);
  CHECK(first.limits.pages_per_scrape == 10);
  const auto& login = std::get<PasswordAuth>(first.auth);
  CHECK(login.username == "cckm-exporter");
  CHECK(login.password == SecretSource(SecretFile{folder.path() / "password"}));
  CHECK(login.domain == "root");
  CHECK(login.connection == "local_account");

  const auto& tenant = std::get<PasswordAuth>(settings.managers[1].auth);
  CHECK(tenant.password == SecretSource(SecretVariable{"CM_PASSWORD"}));
  CHECK(tenant.auth_domain == "tenant-users");
  CHECK(tenant.auth_domain_path == "/tenant");
  CHECK(tenant.domain == std::nullopt);
  CHECK(settings.managers[1].families.size() == endpoints().size());
  CHECK(settings.managers[1].jobs.empty());

  const auto& refresh = std::get<RefreshTokenAuth>(settings.managers[2].auth);
  CHECK(refresh.refresh_token == SecretSource(SecretFile{folder.path() / "refresh-token"}));
  CHECK(settings.managers[2].tls.min_version == TlsVersion::kTls13);

  const auto& bearer = std::get<BearerAuth>(settings.managers[3].auth);
  CHECK(bearer.token == SecretSource(SecretFile{folder.path() / "bearer-token"}));

  CHECK(settings.managers[4].url == Origin{false, "127.0.0.1", 8080});
  CHECK(std::holds_alternative<Secret>(std::get<PasswordAuth>(settings.managers[4].auth).password));
}

// The words after "allowed:" are all known keys.
TEST_CASE("every key is in the example and in the reference") {
  const Loaded loaded = parse_settings(
      "x: 1\nlimits: {x: 1}\nmanagers: [{x: 1, auth: {x: 1}, tls_config: {x: 1}, jobs: [{x: "
      "1}], discover: [{x: 1}]}]\n",
      "exporter.yml");
  std::set<std::string> keys;
  for (const Problem& problem : loaded.errors) {
    const auto at = problem.message.find("allowed: ");
    if (at == std::string::npos) continue;
    std::istringstream words(replace_all(problem.message.substr(at + 9), ",", ""));
    keys.insert(std::istream_iterator<std::string>(words), {});
  }
  REQUIRE(keys.size() == 39);
  const std::string example = read_text(CCKM_SOURCE "/config/exporter.example.yml");
  const std::string reference = read_text(CCKM_SOURCE "/CONFIGURATION.md");
  for (const std::string& key : keys) {
    CAPTURE(key);
    CHECK(example.find(key + ":") != std::string::npos);
    CHECK(reference.find("`" + key + "`") != std::string::npos);
  }
}

TEST_CASE("the ranges of durations and numbers") {
  const Loaded loaded = parse_settings(
      manager_with(password_auth() + "    timeout: 100ms\n    max_concurrency: 256\n") +
          "limits: {regions_per_job: 1}\nscrape_timeout: 10m\n",
      "exporter.yml");
  CHECK(the_manager(loaded).timeout == 100ms);
  CHECK(the_manager(loaded).max_concurrency == 256);
  CHECK(loaded.settings.regions_per_job == 1);
  CHECK(loaded.settings.scrape_timeouts.without_header == 10min);
  CHECK(loaded.settings.scrape_timeouts.longest == 10min);
  CHECK(the_manager(parse_settings(manager_with(password_auth() + "    timeout: 5m\n"), ""))
            .timeout == 5min);
}

TEST_CASE("a valid configuration can have warnings") {
  const TemporaryFolder folder;
  folder.write("token", "a.b.c");
  fs::permissions(folder.path() / "token", fs::perms::others_read, fs::perm_options::add);
  const WorkingDirectory in_folder(folder.path());
  const auto warnings = [&](const std::string& more) {
    const Loaded loaded = parse_settings(manager_with(more), "c.yml");
    CHECK(lines(loaded.errors).empty());
    return lines(loaded.warnings);
  };
  CHECK(warnings(password_auth()) ==
        "c.yml:5:42: managers[0].auth.password: stands in this file as plain text, use "
        "password_file or password_env\n");
  const std::string token = "    auth: {bearer_token_file: token}\n";
  const std::string readable =
      "c.yml:5:31: managers[0].auth.bearer_token_file: token: can be read by every user of this "
      "machine\n";
  CHECK(warnings(token) == readable);
  CHECK(warnings("    auth: {refresh_token_file: token}\n") ==
        "c.yml:5:32: managers[0].auth.refresh_token_file: token: can be read by every user of "
        "this machine\n");
  const Loaded strict = parse_settings(manager_with(token), "c.yml", {.strict_permissions = true});
  CHECK(lines(strict.errors) == readable);
  CHECK(strict.warnings.empty());
  fs::permissions("token", fs::perms::others_read, fs::perm_options::remove);
  CHECK(warnings(token).empty());
}

}  // namespace cckm::test
