// SPDX-License-Identifier: Apache-2.0
// Checks the PEM files of a TLS configuration at start, so that no handshake finds the mistake.
#pragma once

#include <optional>
#include <string>

namespace cckm {

// Each function returns a problem, or empty if there is none. The text names the file and has
// nothing of its content. A file over 1 MiB is a problem. Thread-safe.

// Checks that the file has at least one certificate and that each can be parsed.
std::optional<std::string> check_certificates(const std::string& path);
// Checks that the file has a private key without a passphrase.
std::optional<std::string> check_private_key(const std::string& path);
// Checks that the first certificate of `cert_file` belongs to the key. Returns empty if one of the
// two cannot be read: the checks above report that.
std::optional<std::string> check_key_pair(const std::string& cert_file,
                                          const std::string& key_file);

}  // namespace cckm
