// SPDX-License-Identifier: Apache-2.0
// Secrets that sing: told from all other text, so that a test can search whatever the exporter says
// for them, as they are and in the clothes that protocols put on them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

// A secret that occurs nowhere else, and looks different in each of its forms.
std::string make_canary();

// Returns every spelling (exporter/cckm/secret_spellings.h) of the secret and of its last 12
// characters.
std::vector<std::string> forms_of(std::string_view secret);

// Returns the first form of any of the secrets that is in `text`, in lower or upper case.
std::optional<std::string> find_secret(std::string_view text,
                                       const std::vector<std::string>& secrets);

}  // namespace cckm::test
