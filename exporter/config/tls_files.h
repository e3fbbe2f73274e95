// SPDX-License-Identifier: Apache-2.0
// What must be true of the PEM files that a TLS configuration names, told at start and not at the
// first handshake.
#pragma once

#include <optional>
#include <string>

namespace cckm {

// Each returns what is wrong, empty if nothing is. The words name the file and hold nothing of its
// content. Files over 1 MiB are refused. Thread-safe.

// The file holds certificates, one at least, and each is well formed.
std::optional<std::string> check_certificates(const std::string& path);
// The file holds a private key that needs no passphrase.
std::optional<std::string> check_private_key(const std::string& path);
// The file's first certificate is that of the key. Says nothing where either cannot be read: that
// is for the checks above.
std::optional<std::string> check_key_pair(const std::string& cert_file,
                                          const std::string& key_file);

}  // namespace cckm
