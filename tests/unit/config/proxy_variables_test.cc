// SPDX-License-Identifier: Apache-2.0
// Proxies in the environment, and hosts that they are not for.
#include "exporter/config/proxy_variables.h"

#include <string>

#include "exporter/config/load.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

const Origin kHttps{true, "cm.example.com", 443};
const Origin kHttp{false, "cm.example.com", 80};
constexpr const char* kProxy = "http://user:hunter2@proxy.test:3128";

}  // namespace

TEST_CASE("a proxy is set by the variable for the scheme, or by the one for all") {
  const Environment none(Environment::kProxies);
  CHECK_FALSE(proxy_variable(kHttps));
  CHECK_FALSE(proxy_variable(kHttp));
  SECTION("for https") {
    const std::string name = GENERATE("HTTPS_PROXY", "https_proxy");
    const Environment set(name, kProxy);
    CHECK(proxy_variable(kHttps) == name);
    CHECK_FALSE(proxy_variable(kHttp));
  }
  SECTION("for http") {
    const std::string name = GENERATE("HTTP_PROXY", "http_proxy");
    const Environment set(name, kProxy);
    CHECK_FALSE(proxy_variable(kHttps));
    CHECK(proxy_variable(kHttp) == name);
  }
  SECTION("for all") {
    const std::string name = GENERATE("ALL_PROXY", "all_proxy");
    const Environment set(name, kProxy);
    CHECK(proxy_variable(kHttps) == name);
    CHECK(proxy_variable(kHttp) == name);
  }
  SECTION("an empty variable sets none") {
    const Environment set("HTTPS_PROXY", "");
    CHECK_FALSE(proxy_variable(kHttps));
  }
}

TEST_CASE("NO_PROXY excludes all hosts, a host, or the hosts of a domain") {
  const Environment none(Environment::kProxies);
  const Environment proxy("HTTPS_PROXY", kProxy);
  const std::string variable = GENERATE("NO_PROXY", "no_proxy");
  const auto [list, excluded] = GENERATE(table<std::string, bool>({
      {"*", true},
      {"cm.example.com", true},
      {"CM.Example.COM", true},
      {"cm.example.com.", true},
      {"example.com", true},
      {".example.com", true},
      {"*.example.com", true},
      {"com", true},
      {"localhost,127.0.0.1,cm.example.com", true},
      {"localhost, .example.com", true},
      {"a b example.com", true},
      {"cm.example.com:443", true},
      {".example.com:443", true},
      {"cm.example.com:8443", false},
      {"cm.example.com:", false},
      {":443", false},
      {"", false},
      {",", false},
      {".", false},
      {"m.example.com", false},
      {"xample.com", false},
      {"a.cm.example.com", false},
      {"cm.example.org", false},
      {"example", false},
      {"localhost,127.0.0.1", false},
  }));
  CAPTURE(list);
  const Environment set(variable, list);
  CHECK(proxy_variable(kHttps).has_value() == !excluded);
  CHECK(proxy_variable({true, "cm.example.com.", 443}).has_value() == !excluded);
}

TEST_CASE("NO_PROXY excludes an address by itself or by its network") {
  const Environment none(Environment::kProxies);
  const Environment proxy("HTTPS_PROXY", kProxy);
  const auto [list, v4_excluded, v6_excluded] = GENERATE(table<std::string, bool, bool>({
      {"10.0.0.1,2001:db8::1", true, true},
      {"10.0.0.1/32", true, false},
      {"10.0.0.1:443,[2001:db8::1]:443", true, true},
      {"10.0.0.1:8443,[2001:db8::1]:8443", false, false},
      {"[2001:DB8::1]", false, true},
      {"2001:db8:0::1", false, true},
      {"10.0.0.0/8", true, false},
      {"10.0.0.0/31", true, false},
      {"10.0.0.2/31", false, false},
      {"10.128.0.0/9", false, false},
      {"0.0.0.0/0", true, false},
      {"2001:db8::/32", false, true},
      {"::/0", false, true},
      {"2001:db8:8000::/33", false, false},
      {"10.0.0.2", false, false},
      {"10.0.0.0", false, false},
      {"10.0.0.0/33", false, false},
      {"10.0.0.0/", false, false},
      {"10.0.0.0/x", false, false},
      {"10.0.0.0/-1", false, false},
      {"[2001:db8::1", false, false},
      {"[]", false, false},
  }));
  CAPTURE(list);
  const Environment set("NO_PROXY", list);
  CHECK(proxy_variable({true, "10.0.0.1", 443}).has_value() == !v4_excluded);
  CHECK(proxy_variable({true, "2001:db8::1", 443}).has_value() == !v6_excluded);
}

TEST_CASE("a proxy that would be ignored is a warning of each manager, without its value") {
  const Environment none(Environment::kProxies);
  const Environment proxy("https_proxy", kProxy);
  const Environment set("NO_PROXY", "inside.test");
  const std::string yaml =
      "managers:\n"
      "  - {name: a, url: https://cm.example.com, jobs: [x], auth: {username: u, password_env: "
      "PATH}}\n"
      "  - {name: b, url: https://cm.inside.test, jobs: [x], auth: {username: u, password_env: "
      "PATH}}\n";
  const Loaded loaded = parse_settings(yaml, "c.yml");
  CHECK(lines(loaded.errors).empty());
  CHECK(lines(loaded.warnings) ==
        "c.yml:2:20: managers[0].url: the environment has https_proxy, but the exporter does not "
        "support proxies yet and connects directly; NO_PROXY with the host ends this warning\n");
}

}  // namespace cckm::test
