// SPDX-License-Identifier: Apache-2.0
// Reads the fields of tls_config, then checks the pair of certificate and key.
#include "exporter/config/read_tls.h"

#include <string>

#include "exporter/config/tls_files.h"
#include "exporter/config/url.h"

namespace cckm {
namespace {

using Text = std::optional<std::string>;

// Returns `path` if it is set and `check` finds no problem in that file. Adds the problem
// otherwise.
Text checked(const YamlValue& value, Text path, Text (*check)(const std::string&)) {
  const Text problem = path ? check(*path) : std::nullopt;
  if (!problem) return path;
  value.add_error(*problem);
  return std::nullopt;
}

Text certificate_file(const YamlValue& value) {
  return checked(value, value.file(), check_certificates);
}

Text key_file(const YamlValue& value) {
  return checked(value, value.private_file(), check_private_key);
}

Text host(const YamlValue& value) {
  auto text = value.text();
  if (!text || is_host(*text)) return text;
  value.add_error("must be a DNS name or an IP address");
  return std::nullopt;
}

std::optional<bool> skip_verify(const YamlValue& value) {
  const auto skip = value.boolean();
  if (skip == true) {
    value.add_warning(
        "anybody on the network path can pose as the manager and read the credentials; use "
        "ca_file");
  }
  return skip;
}

std::optional<TlsVersion> tls_version(const YamlValue& value) {
  const auto text = value.text();
  if (!text) return std::nullopt;
  if (*text == "TLS12") return TlsVersion::kTls12;
  if (*text == "TLS13") return TlsVersion::kTls13;
  value.add_error("must be TLS12 or TLS13");
  return std::nullopt;
}

void check_pair(YamlMapping& mapping, const TlsOptions& tls) {
  const auto cert = mapping.find("cert_file");
  const auto key = mapping.find("key_file");
  if (cert && !key) cert->add_error("needs key_file beside it");
  if (key && !cert) key->add_error("needs cert_file beside it");
  if (tls.cert_file.empty() || tls.key_file.empty()) return;
  if (const auto problem = check_key_pair(tls.cert_file, tls.key_file)) key->add_error(*problem);
}

}  // namespace

std::optional<TlsOptions> read_tls(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  TlsOptions tls;
  mapping->optional("ca_file", tls.ca_file, certificate_file);
  mapping->optional("server_name", tls.server_name, host);
  mapping->optional("cert_file", tls.cert_file, certificate_file);
  mapping->optional("key_file", tls.key_file, key_file);
  mapping->optional("insecure_skip_verify", tls.insecure_skip_verify, skip_verify);
  mapping->optional("min_version", tls.min_version, tls_version);
  check_pair(*mapping, tls);
  mapping->reject_unknown_keys();
  return tls;
}

}  // namespace cckm
