// SPDX-License-Identifier: Apache-2.0
// The list of managers, without the rest of a configuration.
#include "exporter/config/read_managers.h"

#include <string>

#include "exporter/config/yaml/file.h"
#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

using Managers = std::optional<std::vector<ManagerSettings>>;

LoadedFile<Managers> load_managers(const std::string& yaml) {
  return load_yaml<Managers>({"m.yml", yaml}, read_managers);
}

// Returns an item of the list: a manager with these further keys.
std::string manager(const std::string& name, const std::string& more) {
  return "- {name: " + name + ", auth: {username: u, password: p}, jobs: [a1], " + more + "}\n";
}

ManagerSettings the_manager(const std::string& more) {
  const auto loaded = load_managers(manager("cm", more));
  CAPTURE(more, lines(loaded.errors));
  REQUIRE(loaded.ok());
  return loaded.settings.value().at(0);
}

std::string manager_errors(const std::string& yaml) {
  return lines(load_managers(yaml).errors);
}

}  // namespace

TEST_CASE("managers keep their order, and can have the same ids and names of jobs") {
  const auto loaded = load_managers(manager("b", "url: https://b") +
                                    manager("a", "url: 'https://[::1]:8443/api/v1'"));
  REQUIRE(loaded.ok());
  REQUIRE(loaded.settings->size() == 2);
  CHECK(loaded.settings->at(0).name == "b");
  CHECK(loaded.settings->at(1).url == Origin{true, "::1", 8443});
}

TEST_CASE("the name of a manager is unique") {
  CHECK(manager_errors(manager("a", "url: https://b") + manager("a", "url: https://b")) ==
        "m.yml:2:10: [1].name: must be unique, line 1 has the same value\n");
}

TEST_CASE("http needs allow_plain_http, before or after the URL") {
  CHECK(the_manager("allow_plain_http: true, url: http://b").url == Origin{false, "b", 80});
  CHECK(the_manager("url: http://b, allow_plain_http: true").url == Origin{false, "b", 80});
  CHECK(the_manager("url: https://b, allow_plain_http: true").url.tls);
  CHECK(manager_errors(manager("a", "url: http://b")) ==
        "m.yml:1:64: [0].url: must be https, because http shows the credentials to the network; "
        "allow_plain_http: true permits it\n");
  CHECK(manager_errors(manager("a", "url: b, allow_plain_http: true")) ==
        "m.yml:1:64: [0].url: must begin with https:// or http://\n");
}

TEST_CASE("a manager has a timeout, a concurrency and success texts") {
  const ManagerSettings least = the_manager("url: https://b, timeout: 100ms, max_concurrency: 1");
  CHECK(least.timeout == 100ms);
  CHECK(least.max_concurrency == 1);
  CHECK(least.success_texts.empty());
  const ManagerSettings most = the_manager(
      "url: https://b, timeout: 5m, max_concurrency: 256, success_texts: [true, 'b c', 1.50]");
  CHECK(most.timeout == 5min);
  CHECK(most.max_concurrency == 256);
  CHECK(most.success_texts == std::vector<std::string>{"true", "b c", "1.50"});
  CHECK(manager_errors(manager("a", "url: https://b, timeout: 301s, max_concurrency: 257")) ==
        "m.yml:1:84: [0].timeout: must be a duration from 100ms to 5m, such as 500ms, 9.5s or "
        "1m30s\n"
        "m.yml:1:107: [0].max_concurrency: must be a whole number from 1 to 256, without quotes\n");
}

TEST_CASE("failure texts belong to a class, and are in the order of the classes") {
  CHECK(the_manager("url: https://b").failure_texts.empty());
  CHECK(the_manager("url: https://b, failure_texts: {}").failure_texts.empty());
  const ManagerSettings settings = the_manager(
      "url: https://b, failure_texts: {license: [true], access_denied: [no rights, '403']}");
  CHECK(settings.failure_texts ==
        std::vector<FailureText>{{RegionError::kAccessDenied, "no rights"},
                                 {RegionError::kAccessDenied, "403"},
                                 {RegionError::kLicense, "true"}});
}

TEST_CASE("every class that follows from words can have failure texts, and no other class") {
  for (const RegionError error : kRegionErrorNames.values()) {
    const std::string name(kRegionErrorNames[error]);
    CAPTURE(name);
    const std::string errors =
        manager_errors(manager("a", "url: https://b, failure_texts: {" + name + ": [x]}"));
    CHECK(errors.empty() == is_from_words(error));
  }
}

TEST_CASE("an unknown class of failure texts is an error that lists the classes") {
  const auto errors = [](const std::string& texts) {
    return manager_errors(manager("a", "url: https://b, failure_texts: " + texts));
  };
  const std::string allowed =
      "allowed: access_denied, credentials, throttled, disabled, not_found, quota, conflict, "
      "network, timeout, license\n";
  CHECK(errors("{acces_denied: [x]}") ==
        "m.yml:1:91: [0].failure_texts.acces_denied: is not a known key (did you mean "
        "access_denied?); " +
            allowed);
  CHECK(errors("{other: [x]}") ==
        "m.yml:1:91: [0].failure_texts.other: is not a known key; " + allowed);
  CHECK(errors("[x]") == "m.yml:1:90: [0].failure_texts: must be a mapping (key: value)\n");
}

}  // namespace cckm::test
