// SPDX-License-Identifier: Apache-2.0
// Reads the fields of tls_server_config, then checks those that depend on each other.
#include "exporter/config/read_server_tls.h"

#include <algorithm>
#include <string_view>

#include "exporter/config/go_tls_names.h"
#include "exporter/config/pem.h"

namespace cckm {
namespace {

using Text = std::optional<std::string>;

// A PEM text has two keys: its place is the YAML file or a file of its own.
struct PemKeys {
  std::string_view inline_key, file_key;
  Text (*problem_of)(const std::string& pem);
  Text (YamlValue::*path)() const;
};

constexpr PemKeys kCertificate{"cert", "cert_file", certificates_problem, &YamlValue::file};
constexpr PemKeys kKey{"key", "key_file", private_key_problem, &YamlValue::private_file};
constexpr PemKeys kClientAuthority{"client_ca", "client_ca_file", certificates_problem,
                                   &YamlValue::file};

Text checked(const YamlValue& value, std::string pem, const PemKeys& keys,
             const std::string& prefix) {
  const Text problem = keys.problem_of(pem);
  if (!problem) return pem;
  value.add_error(prefix + *problem);
  return std::nullopt;
}

Text pem_of_file(const YamlValue& value, const PemKeys& keys, std::vector<std::string>& files) {
  const Text path = (value.*keys.path)();
  if (!path) return std::nullopt;
  files.push_back(*path);
  auto pem = read_pem_file(*path);
  if (pem) return checked(value, std::move(pem.value()), keys, *path + ": ");
  value.add_error(pem.failure().detail);
  return std::nullopt;
}

// Reads the text of one of the two keys into `target`.
void read_pem(YamlMapping& mapping, const PemKeys& keys, std::string& target,
              std::vector<std::string>& files) {
  const auto text = mapping.find(keys.inline_key);
  const auto file = mapping.find(keys.file_key);
  if (text && file) {
    text->add_error("stands beside " + std::string(keys.file_key) + ", give one of the two");
  }
  if (file) target = pem_of_file(*file, keys, files).value_or("");
  if (!text || file) return;
  if (auto pem = text->lines()) target = checked(*text, *std::move(pem), keys, "").value_or("");
}

// Returns a reader of a Go name.
template <typename T>
auto name_reader(std::optional<T> (*find)(std::string_view), const char* expected) {
  return [find, expected](const YamlValue& value) -> std::optional<T> {
    const Text name = value.text();
    if (!name) return std::nullopt;
    auto found = find(*name);
    if (!found) value.add_error(expected);
    return found;
  };
}

// Returns a reader of a list of Go names.
auto names_reader(Text (*find)(std::string_view), const char* expected) {
  return [find, expected](const YamlValue& value) -> std::optional<std::vector<std::string>> {
    const auto values = value.list();
    if (!values) return std::nullopt;
    std::vector<std::string> names;
    const auto read = name_reader(find, expected);
    for (const YamlValue& each : *values) {
      if (auto name = read(each)) names.push_back(*std::move(name));
    }
    return names;
  };
}

// An empty name is a cipher of TLS 1.3. If there are no others, no handshake of TLS 1.2 can
// succeed.
void leave_to_tls_13(ServerTlsOptions& tls) {
  const bool had_ciphers = !tls.ciphers.empty();
  std::erase(tls.ciphers, "");
  if (had_ciphers && tls.ciphers.empty()) tls.min_version = ServedTlsVersion::kTls13;
}

void read_versions(YamlMapping& mapping, ServerTlsOptions& tls) {
  const auto read = name_reader(served_version_of, "must be TLS12 or TLS13");
  mapping.optional("min_version", tls.min_version, read);
  mapping.optional("max_version", tls.max_version, read);
  if (tls.min_version > tls.max_version) {
    mapping.find("max_version")->add_error("must not be lower than min_version");
  }
}

void read_client_auth(YamlMapping& mapping, ServerTlsSettings& settings) {
  ServerTlsOptions& tls = settings.options;
  read_pem(mapping, kClientAuthority, tls.client_authorities, settings.files);
  mapping.optional("client_auth_type", tls.client_auth,
                   name_reader(client_auth_of,
                               "must be NoClientCert, RequestClientCert, RequireAnyClientCert, "
                               "VerifyClientCertIfGiven or RequireAndVerifyClientCert"));
  mapping.optional("client_allowed_sans", tls.client_names, &YamlValue::texts);
}

// Checks that a key that needs another one is not alone.
void check_client_auth(YamlMapping& mapping, const ServerTlsOptions& tls) {
  auto authority = mapping.find(kClientAuthority.inline_key);
  if (!authority) authority = mapping.find(kClientAuthority.file_key);
  const bool verifies = tls.client_auth == ClientAuth::kVerifyIfGiven ||
                        tls.client_auth == ClientAuth::kRequireAndVerify;
  if (verifies && !authority) {
    mapping.find("client_auth_type")->add_error("needs client_ca_file or client_ca beside it");
  }
  if (authority && tls.client_auth == ClientAuth::kNone) {
    authority->add_error(
        "has no effect without client_auth_type, such as RequireAndVerifyClientCert");
  }
  const bool requires_one = tls.client_auth == ClientAuth::kRequireAny ||
                            tls.client_auth == ClientAuth::kRequireAndVerify;
  const auto names = mapping.find("client_allowed_sans");
  if (names && !requires_one) {
    names->add_error(
        "needs client_auth_type RequireAndVerifyClientCert or RequireAnyClientCert beside it");
  }
}

void check_pair(YamlMapping& mapping, const ServerTlsOptions& tls) {
  const auto cert_file = mapping.find("cert_file");
  const auto key_file = mapping.find("key_file");
  const auto cert = mapping.find("cert");
  const auto key = mapping.find("key");
  if (!cert_file && !cert) mapping.add_error("needs cert_file or cert");
  if (!key_file && !key) mapping.add_error("needs key_file or key");
  if (tls.certificates.empty() || tls.key.empty() || can_be_pair(tls.certificates, tls.key)) return;
  (key_file ? key_file : key)->add_error("is not the key of the certificate");
}

}  // namespace

std::optional<ServerTlsSettings> read_server_tls(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  ServerTlsSettings settings;
  ServerTlsOptions& tls = settings.options;
  read_pem(*mapping, kCertificate, tls.certificates, settings.files);
  read_pem(*mapping, kKey, tls.key, settings.files);
  read_client_auth(*mapping, settings);
  read_versions(*mapping, tls);
  mapping->optional("cipher_suites", tls.ciphers,
                    names_reader(cipher_of,
                                 "must be a cipher suite that Go counts as secure, such as "
                                 "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
  mapping->optional("prefer_server_cipher_suites", tls.prefers_own_ciphers, &YamlValue::boolean);
  mapping->optional("curve_preferences", tls.curves,
                    names_reader(curve_of, "must be CurveP256, CurveP384, CurveP521 or X25519"));
  leave_to_tls_13(tls);
  check_client_auth(*mapping, tls);
  check_pair(*mapping, tls);
  mapping->reject_unknown_keys();
  return settings;
}

}  // namespace cckm
