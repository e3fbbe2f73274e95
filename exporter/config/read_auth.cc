// SPDX-License-Identifier: Apache-2.0
// A way in is told by the key that only it has.
#include "exporter/config/read_auth.h"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace cckm {
namespace {

using From = SecretSource::From;
using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> kWays = {"username", "refresh_token_file",
                                                   "bearer_token_file"};
constexpr std::array<std::string_view, 3> kPasswords = {"password_file", "password_env",
                                                        "password"};
constexpr std::array<std::string_view, 4> kDomains = {"domain", "auth_domain", "auth_domain_path",
                                                      "connection"};

// `source`, if there is a secret in it now: a mistake shows at start, not at the first scrape.
std::optional<SecretSource> readable(const YamlValue& value, SecretSource source) {
  const auto secret = read_secret(source);
  if (secret) return source;
  value.refuse(secret.failure().detail);
  return std::nullopt;
}

std::optional<SecretSource> secret_file(const YamlValue& value) {
  auto path = value.private_file();
  if (!path) return std::nullopt;
  return readable(value, {From::kFile, *std::move(path)});
}

// Does not repeat the name, as read_secret would: it may be a password in the wrong place.
std::optional<SecretSource> secret_variable(const YamlValue& value) {
  const auto name = value.text();
  if (!name) return std::nullopt;
  SecretSource source{From::kEnvironment, *name};
  if (!read_secret(source)) {
    value.refuse("must name an environment variable that is set, to one line that is not empty");
    return std::nullopt;
  }
  return source;
}

std::optional<SecretSource> inline_secret(const YamlValue& value) {
  auto secret = value.text();
  if (!secret) return std::nullopt;
  value.warn("stands in this file as plain text, use password_file or password_env");
  return readable(value, {From::kInline, *std::move(secret)});
}

struct Choice {
  std::string_view key;
  YamlValue value;
};

// The first of `keys` that is given; complains if it is not the only one, or if there is none.
std::optional<Choice> exactly_one(YamlMapping& mapping, Keys keys, const std::string& names) {
  std::optional<Choice> choice;
  for (const std::string_view key : keys) {
    const auto value = mapping.find(key);
    if (value && choice) value->refuse("cannot be used together with " + std::string(choice->key));
    if (value && !choice) choice = Choice{key, *value};
  }
  if (!choice) mapping.refuse("must have exactly one of " + names);
  return choice;
}

SecretSource read_password(YamlMapping& mapping) {
  const auto choice = exactly_one(mapping, kPasswords, "password_file, password_env, password");
  if (!choice) return {};
  const auto source = choice->key == "password_file"  ? secret_file(choice->value)
                      : choice->key == "password_env" ? secret_variable(choice->value)
                                                      : inline_secret(choice->value);
  return source.value_or(SecretSource{});
}

PasswordAuth read_password_auth(YamlMapping& mapping) {
  PasswordAuth auth;
  mapping.required("username", auth.username, &YamlValue::text);
  auth.password = read_password(mapping);
  mapping.optional("domain", auth.domain, &YamlValue::text);
  mapping.optional("auth_domain", auth.auth_domain, &YamlValue::text);
  mapping.optional("auth_domain_path", auth.auth_domain_path, &YamlValue::text);
  mapping.optional("connection", auth.connection, &YamlValue::text);
  return auth;
}

void refuse_keys_of_passwords(YamlMapping& mapping) {
  for (const Keys keys : {Keys(kPasswords), Keys(kDomains)}) {
    for (const std::string_view key : keys) {
      if (const auto value = mapping.find(key)) value->refuse("can be used with username only");
    }
  }
}

Auth read_way(YamlMapping& mapping) {
  const auto way = exactly_one(mapping, kWays,
                               "username (with a password), refresh_token_file, bearer_token_file");
  if (way && way->key == "username") return read_password_auth(mapping);
  refuse_keys_of_passwords(mapping);
  if (!way) return {};
  SecretSource token = secret_file(way->value).value_or(SecretSource{});
  if (way->key == "refresh_token_file") return RefreshTokenAuth{std::move(token)};
  return BearerAuth{std::move(token)};
}

}  // namespace

std::optional<Auth> read_auth(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  Auth auth = read_way(*mapping);
  mapping->refuse_other_keys();
  return auth;
}

}  // namespace cckm
