// SPDX-License-Identifier: Apache-2.0
// The request, the secret and the grants of each kind of `auth`.
#include "exporter/cckm/credentials.h"

#include "exporter/cckm/allow_list.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using Grants = std::vector<std::string_view>;

PasswordAuth user() {
  PasswordAuth auth;
  auth.username = "us\"er";
  auth.password = SecretFile{"/password"};
  return auth;
}

}  // namespace

TEST_CASE("a password login says who and where, and asks for a refresh token that ends") {
  PasswordAuth auth = user();
  auth.domain = "root";
  auth.auth_domain = "auth";
  auth.auth_domain_path = "/tenant";
  auth.connection = "local";
  const auto request = credentials_of(auth).login(Secret("p\\w"));
  CHECK(may_send(request));
  CHECK(request.bearer.empty());
  CHECK(request.body ==
        R"({"grant_type":"password","username":"us\"er","password":"p\\w","connection":"local",)"
        R"("domain":"root","auth_domain":"auth","auth_domain_path":"/tenant",)"
        R"("refresh_token_lifetime":60,"refresh_token_revoke_unused_in":15})");
}

TEST_CASE("a password login leaves out what is not configured") {
  CHECK(credentials_of(user()).login(Secret("pw")).body ==
        R"({"grant_type":"password","username":"us\"er","password":"pw",)"
        R"("refresh_token_lifetime":60,"refresh_token_revoke_unused_in":15})");
}

TEST_CASE("a refresh login sends the refresh token only") {
  const std::string body = R"({"grant_type":"refresh_token","refresh_token":"r\"t"})";
  CHECK(credentials_of(RefreshTokenAuth{}).login(Secret("r\"t")).body == body);
  CHECK(refresh_login(Secret("r\"t")).body == body);
  CHECK(may_send(refresh_login(Secret("r"))));
}

TEST_CASE("each kind of auth has its grants, its secret and its need of the token endpoint") {
  const SecretSource file = SecretFile{"/secret"};
  const auto password = credentials_of(user());
  CHECK(password.grants() == Grants{"password", "refresh_token"});
  CHECK(password.secret == SecretSource(SecretFile{"/password"}));
  CHECK(password.needs_token_endpoint());

  const auto refresh = credentials_of(RefreshTokenAuth{file});
  CHECK(refresh.grants() == Grants{"refresh_token"});
  CHECK(refresh.secret == file);
  CHECK(refresh.needs_token_endpoint());

  const auto bearer = credentials_of(BearerAuth{file});
  CHECK(bearer.grants() == Grants{"bearer_file"});
  CHECK(bearer.secret == file);
  CHECK_FALSE(bearer.needs_token_endpoint());
}

}  // namespace cckm::test
