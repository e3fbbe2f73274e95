// SPDX-License-Identifier: Apache-2.0
// Checks the texts of certificates and keys at start, so that no handshake finds the mistake.
#pragma once

#include <optional>
#include <string>

#include "exporter/model/result.h"

namespace cckm {

// Returns the content of a file of certificates or keys, at most 1 MiB. The failure begins with the
// path. Thread-safe.
Result<std::string, PlainFailure> read_pem_file(const std::string& path);

// Both return a problem, or empty if there is none. It continues a message that names the text, and
// has nothing of its content. Thread-safe.

// Checks that the text has at least one certificate and that each can be parsed.
std::optional<std::string> certificates_problem(const std::string& pem);
// Checks that the text has a private key without a passphrase.
std::optional<std::string> private_key_problem(const std::string& pem);

// Returns false if the first certificate and the key can be read and do not belong together.
// Thread-safe.
bool can_be_pair(const std::string& certificates, const std::string& key);

}  // namespace cckm
