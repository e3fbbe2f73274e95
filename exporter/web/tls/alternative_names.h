// SPDX-License-Identifier: Apache-2.0
// The names that a certificate is for.
#pragma once

#include <openssl/types.h>

#include <string>
#include <vector>

namespace cckm {

// Returns the subject alternative names of these kinds: DNS name, e-mail address, IP address and
// URI. IP addresses are in their usual text, without brackets.
std::vector<std::string> alternative_names(const X509* certificate);

}  // namespace cckm
