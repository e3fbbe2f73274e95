// SPDX-License-Identifier: Apache-2.0
// The YAML of settings: valid input again, without secrets.
#include "exporter/config/to_yaml.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "exporter/config/load.h"
#include "exporter/model/ascii.h"
#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/working_directory.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

const std::string kJobs = "    jobs: [a1]\n";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

Settings settings_of(const std::string& yaml) {
  const Loaded loaded = parse_settings(yaml, "/etc/exporter.yml");
  INFO(yaml << lines(loaded.errors));
  REQUIRE(loaded.ok());
  return loaded.settings;
}

// One manager with these further lines, and with a password in the file.
std::string manager_with_password(const std::string& more) {
  return "managers:\n  - name: cm\n    url: https://cm.example.com\n" + more +
         R"(    auth: {username: exporter, password: "hunter2 \"\\ + ?"})" + '\n';
}

// The settings after they were written and read again, with the secret put back.
Settings read_again(const Settings& settings) {
  return settings_of(replaced(to_yaml(settings), "\"<secret>\"", R"("hunter2 \"\\ + ?")"));
}

}  // namespace

TEST_CASE("the YAML of the example is valid, and gives the same settings") {
  const TemporaryFolder folder;
  const PemPair pair = make_pem_pair();
  for (const auto* name : {"password", "refresh-token"}) folder.write(name, "x\n");
  folder.write("bearer-token", "a.b.c\n");
  folder.write("ca.pem", pair.certificate);
  folder.write("client.pem", pair.certificate);
  folder.write("client.key", pair.key);
  REQUIRE(::setenv("CM_PASSWORD", "x", 1) == 0);
  std::ifstream example(CCKM_SOURCE "/config/exporter.example.yml");
  std::string text{std::istreambuf_iterator<char>(example), {}};
  text = replaced(text, "/run/secrets", folder.path().string());
  text = replaced(text, "/etc/cckm_exporter", folder.path().string());
  text = replaced(text, "password: example", R"(password: "hunter2 \"\\ + ?")");
  const Settings settings = settings_of(text);
  CHECK(settings.managers.size() == 5);
  CHECK(read_again(settings) == settings);
}

TEST_CASE("every form of a value comes back") {
  const std::string lines = GENERATE(
      as<std::string>(), kJobs, "    discover: all\n", "    discover: all\n    schedules: false\n",
      "    discover: [{cloud: dsm, resource: domains, lookback: 90m, containers: [a, 'b\"c']}]\n",
      kJobs + "    schedules: true\n",
      "    jobs: [{id: a1, name: 'on: #1 \\ \"x\" ü'}, {id: A-2, cloud: azure, resource: "
      "secrets}]\n",
      kJobs + "    timeout: 1500ms\n    max_concurrency: 3\n",
      kJobs +
          "    tls_config: {min_version: TLS13, server_name: a.b, insecure_skip_verify: true}\n",
      kJobs + "    success_texts: ['vault synchronized', done]\n",
      kJobs + "    failure_texts: {quota: [no room, too many], access_denied: ['no: rights']}\n");
  const Settings settings = settings_of(manager_with_password(lines));
  CHECK(read_again(settings) == settings);
}

TEST_CASE("limits and the timeout of a scrape come back") {
  const std::string further = GENERATE(
      as<std::string>(), "", "scrape_timeout: 12s\n",
      "limits: {regions_per_job: 7, containers_per_family: 8, discovery_pages_per_scrape: 9}\n");
  const Settings settings = settings_of(manager_with_password(kJobs) + further);
  CHECK(read_again(settings) == settings);
}

TEST_CASE("every form of a URL comes back") {
  const std::string url =
      GENERATE(as<std::string>(), "https://cm.example.com", "https://cm.example.com:8443",
               "http://127.0.0.1", "http://127.0.0.1:443", "https://[2001:db8::1]:8443",
               "https://[2001:db8::1]");
  std::string yaml = replaced(manager_with_password(kJobs + "    allow_plain_http: true\n"),
                              "https://cm.example.com", '"' + url + '"');
  const Settings settings = settings_of(yaml);
  CHECK(to_yaml(settings).find('"' + url + '"') != std::string::npos);
  CHECK(read_again(settings) == settings);
}

TEST_CASE("a password in the configuration is not shown in any part") {
  const std::string yaml = to_yaml(settings_of(manager_with_password(kJobs)));
  CHECK_THAT(yaml, ContainsSubstring("password: \"<secret>\"\n"));
  CHECK(to_lower(yaml).find("hunter2") == std::string::npos);
}

TEST_CASE("a relative path becomes absolute, so that the YAML is valid in any folder") {
  const TemporaryFolder folder;
  const WorkingDirectory here(folder.path());
  folder.write("password", "x\n");
  const std::string text =
      "managers:\n  - name: cm\n    url: https://cm.example.com\n    jobs: [a1]\n"
      "    auth: {username: exporter, password_file: password}\n";
  const Loaded loaded = parse_settings(text, "exporter.yml");
  REQUIRE(loaded.ok());
  CHECK_THAT(to_yaml(loaded.settings),
             ContainsSubstring("password_file: \"" + folder.path().string() + "/password\"\n"));
}

}  // namespace cckm::test
