// SPDX-License-Identifier: Apache-2.0
// Login requests as CM's REST documentation (POST /v1/auth/tokens/) describes them.
#include "exporter/cckm/credentials.h"

#include <variant>

#include "exporter/cckm/allow_list.h"
#include "exporter/cckm/json_document.h"  // before RapidJSON's own headers, which it sets up

// These write JSON.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace cckm {
namespace {

// Each password login leaves a refresh token on the appliance. Refresh tokens without an end have
// filled up appliances, so this one ends after an hour, or after a quarter of an hour without use.
constexpr int kRefreshTokenMinutes = 60;
constexpr int kRevokeUnusedMinutes = 15;

class Body {
 public:
  explicit Body(std::string_view grant) : writer_(buffer_) {
    writer_.StartObject();
    add("grant_type", grant);
  }
  void add(const char* name, std::string_view value) {
    writer_.Key(name);
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void add(const char* name, const std::optional<std::string>& value) {
    if (value) add(name, std::string_view(*value));
  }
  void add(const char* name, const Secret& value) { add(name, std::string_view(value.reveal())); }
  void add(const char* name, int value) {
    writer_.Key(name);
    writer_.Int(value);
  }
  HttpRequest request() {
    writer_.EndObject();
    return {.method = HttpRequest::Method::kPost,
            .target = std::string(kTokenPath),
            .bearer = {},
            .body = buffer_.GetString()};
  }

 private:
  using Buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, JsonAllocator>;
  using Utf8 = rapidjson::UTF8<>;

  Buffer buffer_;
  rapidjson::Writer<Buffer, Utf8, Utf8, JsonAllocator> writer_;
};

HttpRequest password_login(const PasswordAuth& auth, const Secret& password) {
  Body body("password");
  body.add("username", std::string_view(auth.username));
  body.add("password", password);
  body.add("connection", auth.connection);
  body.add("domain", auth.domain);
  body.add("auth_domain", auth.auth_domain);
  body.add("auth_domain_path", auth.auth_domain_path);
  body.add("refresh_token_lifetime", kRefreshTokenMinutes);
  body.add("refresh_token_revoke_unused_in", kRevokeUnusedMinutes);
  return body.request();
}

ManagerCredentials describe(const PasswordAuth& auth) {
  return {.grant = kPasswordGrant,
          .user = auth.username,
          .secret = auth.password,
          .login = [auth](const Secret& password) { return password_login(auth, password); }};
}

ManagerCredentials describe(const RefreshTokenAuth& auth) {
  return {.grant = kRefreshTokenGrant,
          .user = {},
          .secret = auth.refresh_token,
          .login = refresh_login};
}

ManagerCredentials describe(const BearerAuth& auth) {
  return {.grant = kBearerFileGrant, .user = {}, .secret = auth.token, .login = nullptr};
}

}  // namespace

std::vector<std::string_view> ManagerCredentials::grants() const {
  if (needs_token_endpoint() && grant != kRefreshTokenGrant) return {grant, kRefreshTokenGrant};
  return {grant};
}

ManagerCredentials credentials_of(const Auth& auth) {
  return std::visit([](const auto& kind) { return describe(kind); }, auth);
}

HttpRequest refresh_login(const Secret& refresh_token) {
  Body body("refresh_token");
  body.add("refresh_token", refresh_token);
  return body.request();
}

}  // namespace cckm
