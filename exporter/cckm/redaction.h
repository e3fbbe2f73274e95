// SPDX-License-Identifier: Apache-2.0
// Whether a text of CM's has one of our secrets in it: a hostile peer may send back what we sent.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cckm {

// True if `text` has 8 characters in a row in common with one of `secrets`, as it is, backwards, or
// as base64, percent-encoding or JSON would spell it, whether in capitals or not; of what is
// shorter than that, all of it. Time grows with the product of the lengths.
bool shares_secret(std::string_view text, std::span<const std::string> secrets);

}  // namespace cckm
