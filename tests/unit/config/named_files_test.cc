// SPDX-License-Identifier: Apache-2.0
// Which files of a configuration are found.
#include "exporter/config/named_files.h"

#include "tests/support/catch.h"

using namespace cckm;

namespace {

using Paths = std::vector<std::string>;

Paths files_of(const Auth& auth, const TlsOptions& tls = {}) {
  ManagerSettings manager;
  manager.auth = auth;
  manager.tls = tls;
  return named_files({.managers = {manager}});
}

}  // namespace

TEST_CASE("the file of each kind of secret is found") {
  CHECK(files_of(PasswordAuth{.username = "u", .password = SecretFile{"p"}}) == Paths{"p"});
  CHECK(files_of(RefreshTokenAuth{SecretFile{"r"}}) == Paths{"r"});
  CHECK(files_of(BearerAuth{SecretFile{"b"}}) == Paths{"b"});
}

TEST_CASE("a secret in a variable or in the configuration is no file") {
  CHECK(files_of(BearerAuth{SecretVariable{"TOKEN"}}).empty());
  CHECK(files_of(BearerAuth{Secret("s3cr3t")}).empty());
}

TEST_CASE("the files of tls_config are found, for every manager") {
  ManagerSettings one;
  one.auth = BearerAuth{SecretFile{"b"}};
  one.tls = {.ca_file = "ca", .cert_file = "cert", .key_file = "key"};
  ManagerSettings other;
  other.auth = BearerAuth{SecretFile{"b"}};
  CHECK(named_files({.managers = {one, other}}) == Paths{"b", "ca", "cert", "key", "b"});
}
