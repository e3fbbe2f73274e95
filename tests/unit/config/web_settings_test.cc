// SPDX-License-Identifier: Apache-2.0
// The file of --web.config.file: what is read from it, and what its mistakes print.
#include "exporter/config/web_settings.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

const std::string kHash = "$2y$10$" + std::string(53, 'x');

std::string web_errors(const std::string& yaml) {
  const LoadedWeb loaded = parse_web_settings(yaml, "web.yml");
  std::string text;
  for (const Problem& problem : loaded.errors) text += problem.to_string() + '\n';
  CHECK(loaded.ok() == text.empty());
  return text;
}

}  // namespace

TEST_CASE("users and their hashes") {
  const LoadedWeb loaded = parse_web_settings(
      "basic_auth_users:\n  prometheus: " + kHash + "\n  'ann@example.com, 2nd': '" + kHash + "'\n",
      "web.yml");
  REQUIRE(loaded.ok());
  CHECK(loaded.settings.users ==
        decltype(WebSettings::users){{"prometheus", kHash}, {"ann@example.com, 2nd", kHash}});
  for (const std::string start : {"$2a$04$", "$2b$09$", "$2y$10$", "$2y$14$"}) {
    CAPTURE(start);
    CHECK(web_errors("basic_auth_users: {a: " + start + std::string(53, 'x') + "}\n").empty());
  }
}

TEST_CASE("a web configuration has limits and headers, and an HTTP/2 that has no effect") {
  const LoadedWeb loaded = parse_web_settings(
      "http_server_config: {http2: true, headers: {X-Frame-Options: deny}}\n"
      "rate_limit: {interval: 100ms, burst: 20}\n",
      "web.yml");
  REQUIRE(loaded.ok());
  CHECK(loaded.settings.users.empty());
  CHECK_FALSE(loaded.settings.tls);
  REQUIRE(loaded.settings.headers.size() == 1);
  CHECK(loaded.settings.headers[0].value == "deny");
  CHECK(loaded.settings.request_rate == RequestRate{std::chrono::milliseconds(100), 20});
}

TEST_CASE("what is wrong in a web configuration") {
  const std::string bad_hash =
      ": must be a bcrypt hash of cost 4 to 14, as htpasswd -nBC 10 prints it\n";
  const auto [yaml, wanted] = GENERATE_COPY(table<std::string, std::string>({
      {"basic_auth_users: {ann: hunter2}\n", "web.yml:1:25: basic_auth_users.ann" + bad_hash},
      {"basic_auth_users:\n  ann: $2y$15" + kHash.substr(6) + "\n",
       "web.yml:2:8: basic_auth_users.ann" + bad_hash},
      {"basic_auth_users: {ann: $2y$03" + kHash.substr(6) + "}\n",
       "web.yml:1:25: basic_auth_users.ann" + bad_hash},
      {"basic_auth_users: {ann: $2x" + kHash.substr(3) + "}\n",
       "web.yml:1:25: basic_auth_users.ann" + bad_hash},
      {"basic_auth_users: {ann: " + kHash + "x}\n",
       "web.yml:1:25: basic_auth_users.ann" + bad_hash},
      {"basic_auth_users: {ann: " + kHash.substr(0, 59) + "=}\n",
       "web.yml:1:25: basic_auth_users.ann" + bad_hash},
      {"basic_auth_users: {ann: [a]}\n", "web.yml:1:25: basic_auth_users.ann: must be text\n"},
      {"basic_auth_users: {ann: }\n",
       "web.yml:1:20: basic_auth_users.ann: has no value, must be text\n"},
      {"basic_auth_users: {'a:b': " + kHash + "}\n",
       "web.yml:1:27: basic_auth_users.?: the user name must be text, not empty, without colons or "
       "control characters\n"},
      {"basic_auth_users: {'': " + kHash + "}\n",
       "web.yml:1:24: basic_auth_users.?: the user name must be text, not empty, without colons or "
       "control characters\n"},
      {"basic_auth_users: {ann: " + kHash + ", ann: " + kHash + "}\n",
       "web.yml:1:87: basic_auth_users.ann: is given twice, first in line 1\n"},
      {"basic_auth_users: {}\n", "web.yml:1:19: basic_auth_users: must have at least one user\n"},
      {"basic_auth_users: [ann]\n",
       "web.yml:1:19: basic_auth_users: must be a mapping (user: bcrypt hash)\n"},
      {"basic_auth_user: {}\n",
       "web.yml:1:1: basic_auth_user: is not a known key (did you mean basic_auth_users?); "
       "allowed: tls_server_config, http_server_config, basic_auth_users, rate_limit\n"},
      {"http_server_config: {http2: maybe}\n",
       "web.yml:1:29: http_server_config.http2: must be true or false, without quotes\n"},
      {"http_server_config: {http3: true}\n",
       "web.yml:1:22: http_server_config.?: is not a known key (did you mean http2?); "
       "allowed: http2, headers\n"},
      {"rate_limit: {interval: 1s}\n", "web.yml:1:13: rate_limit: must have the key burst\n"},
      {"rate_limit: {interval: soon, burst: 0}\n",
       "web.yml:1:24: rate_limit.interval: must be a duration from 0s to 1d, such as 500ms, 9.5s "
       "or 1m30s\n"
       "web.yml:1:37: rate_limit.burst: must be a whole number from 1 to 1000000, without "
       "quotes\n"},
  }));
  CAPTURE(yaml);
  CHECK(web_errors(yaml) == wanted);
}

TEST_CASE("a web configuration that is not there is one problem") {
  const TemporaryFolder folder;
  const auto loaded = load_web_settings(folder.path() / "none.yml");
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].message == "No such file or directory");
  CHECK(load_web_settings(folder.write("web.yml", "basic_auth_users: {a: " + kHash + "}\n")).ok());
}

}  // namespace cckm::test
