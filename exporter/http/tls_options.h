// SPDX-License-Identifier: Apache-2.0
// The TLS options of one server.
#pragma once

#include <string>

namespace cckm {

enum class TlsVersion { kTls12, kTls13 };

// The fields are named as in Prometheus' tls_config. Paths are absolute or relative to the working
// directory; empty: not set.
struct TlsOptions {
  std::string ca_file;      // empty: the system's certificate authorities
  std::string server_name;  // the name to verify and to send as SNI; empty: the URL's host
  std::string cert_file;    // set together with key_file
  std::string key_file;
  bool insecure_skip_verify = false;
  TlsVersion min_version = TlsVersion::kTls12;

  bool operator==(const TlsOptions&) const = default;
};

}  // namespace cckm
