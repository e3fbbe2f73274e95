// SPDX-License-Identifier: Apache-2.0
// The names of TLS that exporter-toolkit has from Go's crypto/tls, and what OpenSSL calls the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exporter/web/tls/server_tls_options.h"

namespace cckm {

// Each function returns empty for a name that is not known.

// Cipher suites that Go counts as secure. Those of TLS 1.3 become an empty text: they are always
// offered, here as in Go.
std::optional<std::string> cipher_of(std::string_view go_name);
std::optional<std::string> curve_of(std::string_view go_name);
std::optional<ServedTlsVersion> served_version_of(std::string_view go_name);
// RequireClientCert is the old name of RequireAnyClientCert.
std::optional<ClientAuth> client_auth_of(std::string_view go_name);

}  // namespace cckm
