// SPDX-License-Identifier: Apache-2.0
// Each kind of `auth` is recognized by a key that only it has.
#include "exporter/config/read_auth.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace cckm {
namespace {

using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> kPasswords = {"password_file", "password_env",
                                                        "password"};
constexpr std::array<std::string_view, 4> kDomains = {"domain", "auth_domain", "auth_domain_path",
                                                      "connection"};

using ReadSecret = Result<Secret> (*)(const SecretSource& source);

// Returns `source` if `read` finds its secret now, so that a mistake shows at the start.
std::optional<SecretSource> readable(const YamlValue& value, SecretSource source, ReadSecret read) {
  const auto secret = read(source);
  if (secret) return source;
  value.add_error(secret.failure().detail);
  return std::nullopt;
}

std::optional<SecretSource> secret_file(const YamlValue& value, ReadSecret read = read_secret) {
  auto path = value.private_file();
  if (!path) return std::nullopt;
  return readable(value, SecretFile{*std::move(path)}, read);
}

// The message does not repeat the name: it could be a password in the wrong place.
std::optional<SecretSource> secret_variable(const YamlValue& value) {
  const auto name = value.text();
  if (!name) return std::nullopt;
  SecretSource source = SecretVariable{*name};
  if (!read_secret(source)) {
    value.add_error(
        "must name an environment variable that is set, to one line of UTF-8 that is not empty");
    return std::nullopt;
  }
  return source;
}

std::optional<SecretSource> inline_secret(const YamlValue& value) {
  auto secret = value.text();
  if (!secret) return std::nullopt;
  value.add_warning("stands in this file as plain text, use password_file or password_env");
  return readable(value, Secret(*std::move(secret)), read_secret);
}

struct Choice {
  std::string_view key;
  YamlValue value;
};

// Returns the first of `keys` that is given. Reports an error for each further one, or if none is.
std::optional<Choice> exactly_one(YamlMapping& mapping, Keys keys, const std::string& names) {
  std::optional<Choice> choice;
  for (const std::string_view key : keys) {
    const auto value = mapping.find(key);
    if (value && choice) {
      value->add_error("cannot be used together with " + std::string(choice->key));
    }
    if (value && !choice) choice = Choice{key, *value};
  }
  if (!choice) mapping.add_error("must have exactly one of " + names);
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
      if (const auto value = mapping.find(key)) value->add_error("can be used with username only");
    }
  }
}

SecretSource read_token_file(YamlMapping& mapping, const YamlValue& path, ReadSecret read) {
  refuse_keys_of_passwords(mapping);
  return secret_file(path, read).value_or(SecretSource{});
}

struct Kind {
  std::string_view key;  // only this kind has it
  Auth (*read)(YamlMapping& mapping, const YamlValue& value_of_key);
};

constexpr std::array kKinds = {
    Kind{
        "username",
        [](YamlMapping& mapping, const YamlValue&) -> Auth { return read_password_auth(mapping); }},
    Kind{"refresh_token_file",
         [](YamlMapping& mapping, const YamlValue& path) -> Auth {
           return RefreshTokenAuth{read_token_file(mapping, path, read_refresh_token)};
         }},
    Kind{"bearer_token_file",
         [](YamlMapping& mapping, const YamlValue& path) -> Auth {
           return BearerAuth{read_token_file(mapping, path, read_token)};
         }},
};

constexpr auto kKindKeys = [] {
  std::array<std::string_view, kKinds.size()> keys;
  std::ranges::transform(kKinds, keys.begin(), &Kind::key);
  return keys;
}();

Auth read_kind(YamlMapping& mapping) {
  const auto choice = exactly_one(
      mapping, kKindKeys, "username (with a password), refresh_token_file, bearer_token_file");
  if (choice) {
    return std::ranges::find(kKinds, choice->key, &Kind::key)->read(mapping, choice->value);
  }
  refuse_keys_of_passwords(mapping);
  return {};
}

}  // namespace

std::optional<Auth> read_auth(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  Auth auth = read_kind(*mapping);
  mapping->reject_unknown_keys();
  return auth;
}

void check_needs_of_auth(YamlMapping& manager, const ManagerSettings& settings,
                         bool allow_plain_http) {
  const auto url = manager.find("url");
  if (url && !settings.url.tls && !allow_plain_http) {
    url->add_error(
        "must be https, because http shows the credentials to the network; "
        "allow_plain_http: true permits it");
  }
}

}  // namespace cckm
