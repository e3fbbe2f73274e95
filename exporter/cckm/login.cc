// SPDX-License-Identifier: Apache-2.0
// Bodies as CM's REST documentation (POST /v1/auth/tokens/) describes them.
#include "exporter/cckm/login.h"

#include "exporter/cckm/allow_list.h"
#include "exporter/cckm/json_document.h"  // before RapidJSON's own headers, which it sets up
#include "exporter/http/status.h"

// What follows writes with it.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace cckm {
namespace {

// Each password login leaves a refresh token on the appliance, and endless ones have brought some
// down: ours ends after an hour, or when a quarter of an hour passes without a scrape.
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

bool says_no(int status) {
  return status == 400 || status == 401 || status == 403 || status == 423 || status == 429;
}

}  // namespace

HttpRequest password_login(const PasswordAuth& auth, const std::string& secret) {
  Body body("password");
  body.add("username", std::string_view(auth.username));
  body.add("password", std::string_view(secret));
  body.add("connection", auth.connection);
  body.add("domain", auth.domain);
  body.add("auth_domain", auth.auth_domain);
  body.add("auth_domain_path", auth.auth_domain_path);
  body.add("refresh_token_lifetime", kRefreshTokenMinutes);
  body.add("refresh_token_revoke_unused_in", kRevokeUnusedMinutes);
  return body.request();
}

HttpRequest refresh_login(const std::string& secret) {
  Body body("refresh_token");
  body.add("refresh_token", std::string_view(secret));
  return body.request();
}

LoginAnswer log_in(const HttpRequest& request, const Send& send, Deadline deadline) {
  const auto response = send(request, deadline);
  if (!response) return {.grant = response.failure()};
  if (says_no(response->status)) {
    const auto wait = response->status == 429 ? retry_after(*response) : std::chrono::seconds(0);
    return {.grant = Failure{Reason::kAuth, "login refused", response->status},
            .refused = true,
            .retry_after = wait};
  }
  if (auto failure = status_failure(response->status)) return {.grant = *failure};
  auto grant = parse_token(response->body);
  const bool refused = !grant.ok();
  return {.grant = std::move(grant), .refused = refused};
}

}  // namespace cckm
