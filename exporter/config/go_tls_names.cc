// SPDX-License-Identifier: Apache-2.0
// Tables of names.
#include "exporter/config/go_tls_names.h"

#include <algorithm>
#include <utility>

namespace cckm {
namespace {

template <typename Value>
struct Name {
  std::string_view go;
  Value value;
};

constexpr Name<std::string_view> kCiphers[] = {
    {"TLS_AES_128_GCM_SHA256", ""},
    {"TLS_AES_256_GCM_SHA384", ""},
    {"TLS_CHACHA20_POLY1305_SHA256", ""},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"},
    {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"},
    {"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"},
    {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"},
};

constexpr Name<std::string_view> kCurves[] = {
    {"CurveP256", "P-256"},
    {"CurveP384", "P-384"},
    {"CurveP521", "P-521"},
    {"X25519", "X25519"},
};

constexpr Name<ServedTlsVersion> kVersions[] = {
    {"TLS12", ServedTlsVersion::kTls12},
    {"TLS13", ServedTlsVersion::kTls13},
};

constexpr Name<ClientAuth> kClientAuths[] = {
    {"NoClientCert", ClientAuth::kNone},
    {"RequestClientCert", ClientAuth::kRequest},
    {"RequireAnyClientCert", ClientAuth::kRequireAny},
    {"RequireClientCert", ClientAuth::kRequireAny},
    {"VerifyClientCertIfGiven", ClientAuth::kVerifyIfGiven},
    {"RequireAndVerifyClientCert", ClientAuth::kRequireAndVerify},
};

template <typename Result, typename Table>
std::optional<Result> find(const Table& table, std::string_view go_name) {
  const auto found =
      std::ranges::find_if(table, [&](const auto& name) { return name.go == go_name; });
  if (found == std::end(table)) return std::nullopt;
  return Result(found->value);
}

}  // namespace

std::optional<std::string> cipher_of(std::string_view go_name) {
  return find<std::string>(kCiphers, go_name);
}

std::optional<std::string> curve_of(std::string_view go_name) {
  return find<std::string>(kCurves, go_name);
}

std::optional<ServedTlsVersion> served_version_of(std::string_view go_name) {
  return find<ServedTlsVersion>(kVersions, go_name);
}

std::optional<ClientAuth> client_auth_of(std::string_view go_name) {
  return find<ClientAuth>(kClientAuths, go_name);
}

}  // namespace cckm
