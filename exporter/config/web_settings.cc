// SPDX-License-Identifier: Apache-2.0
// Reads the top-level keys, and checks the bcrypt hashes of users.
#include "exporter/config/web_settings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "exporter/config/yaml/file.h"
#include "exporter/model/utf8.h"

namespace cckm {
namespace {

using BasicAuth = decltype(WebSettings::users);

bool is_bcrypt_base64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '/';
}

// Returns true for `$2y$10$`, 22 characters of salt and 31 of hash. A cost over 14 would take
// longer than a second for each new login, and longer than the exporter has to stop.
bool is_bcrypt(std::string_view hash) {
  constexpr std::size_t kPrefix = 7;
  if (hash.size() != kPrefix + 22 + 31) return false;
  const std::string_view version = hash.substr(0, 4);
  const std::string_view cost = hash.substr(4, 2);
  return (version == "$2a$" || version == "$2b$" || version == "$2y$") && cost >= "04" &&
         cost <= "14" && cost[1] >= '0' && cost[1] <= '9' && hash[6] == '$' &&
         std::ranges::all_of(hash.substr(kPrefix), is_bcrypt_base64);
}

std::optional<std::string> read_hash(const YamlValue& value) {
  auto hash = value.text();
  if (!hash || is_bcrypt(*hash)) return hash;
  value.add_error("must be a bcrypt hash of cost 4 to 14, as htpasswd -nBC 10 prints it");
  return std::nullopt;
}

bool is_user(std::string_view name) {
  return !name.empty() && name.find(':') == std::string_view::npos && !has_control_characters(name);
}

std::optional<BasicAuth> read_users(const YamlValue& value) {
  auto mapping = value.mapping("a mapping (user: bcrypt hash)");
  if (!mapping) return std::nullopt;
  BasicAuth users;
  for (const auto& [name, hash] : mapping->entries()) {
    if (!is_user(name))
      hash.add_error("the user name must be text, not empty, without colons or control characters");
    if (const auto text = read_hash(hash)) users.emplace(name, *text);
  }
  if (mapping->entries().empty()) value.add_error("must have at least one user");
  return users;
}

// `http2` has no effect: the exporter speaks HTTP/1.1.
std::optional<std::vector<ResponseHeader>> read_http(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  bool http2 = false;
  mapping->optional("http2", http2, &YamlValue::boolean);
  std::vector<ResponseHeader> headers;
  mapping->optional("headers", headers, read_response_headers);
  mapping->reject_unknown_keys();
  return headers;
}

std::optional<std::chrono::milliseconds> read_interval(const YamlValue& value) {
  return value.duration(std::chrono::milliseconds(0), std::chrono::hours(24));
}

std::optional<std::size_t> read_burst(const YamlValue& value) {
  constexpr std::size_t kMost = 1'000'000;
  return value.integer(1, kMost);
}

std::optional<RequestRate> read_rate(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  RequestRate rate;
  mapping->required("interval", rate.interval, read_interval);
  mapping->required("burst", rate.burst, read_burst);
  mapping->reject_unknown_keys();
  return rate;
}

WebSettings read_web_settings(const YamlValue& root) {
  WebSettings settings;
  auto top = root.mapping();
  if (!top) return settings;
  top->optional("tls_server_config", settings.tls, read_server_tls);
  top->optional("http_server_config", settings.headers, read_http);
  top->optional("basic_auth_users", settings.users, read_users);
  top->optional("rate_limit", settings.request_rate, read_rate);
  top->reject_unknown_keys();
  return settings;
}

}  // namespace

LoadedWeb load_web_settings(const std::filesystem::path& file) {
  return load_yaml<WebSettings>({file}, read_web_settings);
}

LoadedWeb parse_web_settings(std::string_view yaml, const std::filesystem::path& file) {
  return load_yaml<WebSettings>({file, yaml}, read_web_settings);
}

}  // namespace cckm
