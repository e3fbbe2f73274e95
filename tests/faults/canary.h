// SPDX-License-Identifier: Apache-2.0
// Secrets that sing: told from all other text, so that a test can search whatever the exporter says
// for them, as they are and in the clothes that protocols put on them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cckm {

// A secret that occurs nowhere else, and looks different in each of its forms.
std::string make_canary();

// The secret and its end alone, each as it is, in Base64 (both alphabets, wherever in a longer text
// it stands), in hexadecimal, percent-encoded and in JSON.
std::vector<std::string> forms_of(std::string_view secret);

// The first form of any of the secrets that is in `text`.
std::optional<std::string> find_secret(std::string_view text,
                                       const std::vector<std::string>& secrets);

}  // namespace cckm
