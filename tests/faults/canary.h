// SPDX-License-Identifier: Apache-2.0
// A canary is a secret that occurs nowhere else. Tests search all output of the exporter for
// canaries, in plain text and in every encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

// Returns a new random secret whose characters differ in each encoding.
std::string make_canary();

// Returns every spelling (exporter/cckm/secret_spellings.h) of the secret and of its last 12
// characters.
std::vector<std::string> forms_of(std::string_view secret);

// Returns the first form of any of the secrets found in `text`. Ignores case.
std::optional<std::string> find_secret(std::string_view text,
                                       const std::vector<std::string>& secrets);

}  // namespace cckm::test
