// SPDX-License-Identifier: Apache-2.0
// The file of --web.config.file: what is read from it, and what its mistakes print.
#include "exporter/config/web_settings.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

const std::string kHash = "$2y$10$" + std::string(53, 'x');

std::string errors_of(const std::string& yaml) {
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
    CHECK(errors_of("basic_auth_users: {a: " + start + std::string(53, 'x') + "}\n").empty());
  }
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
      {"tls_server_config: {cert_file: a}\nbasic_auth_user: {}\n",
       "web.yml:1:20: tls_server_config: is not supported: the exporter does not serve TLS\n"
       "web.yml:2:1: basic_auth_user: is not a known key (did you mean basic_auth_users?); "
       "allowed: basic_auth_users, tls_server_config\n"},
  }));
  CAPTURE(yaml);
  CHECK(errors_of(yaml) == wanted);
}

TEST_CASE("a web configuration that is not there is one problem") {
  const TemporaryFolder folder;
  const auto loaded = load_web_settings(folder.path() / "none.yml");
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].message == "No such file or directory");
  CHECK(load_web_settings(folder.write("web.yml", "basic_auth_users: {a: " + kHash + "}\n")).ok());
}

}  // namespace cckm::test
