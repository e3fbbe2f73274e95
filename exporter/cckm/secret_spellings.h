// SPDX-License-Identifier: Apache-2.0
// The table of spellings: the ways in which a text can contain a secret. The redactor searches for
// them, and the tests search all output of the exporter for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cckm {

// Returns every spelling of `secret`, each once:
//   - the secret as it is;
//   - Base64 and Base64url, for each of the three places within a group where the secret can begin.
//     The digits that also depend on the neighbours of the secret are left out, and the padding
//     with them, so that the spelling is found with and without both;
//   - percent-encoding: of all but the unreserved characters of RFC 3986 (a space is %20 or +), of
//     all but letters and digits, and of every byte;
//   - the inside of a JSON string, as Go, Python, PHP and encoders that escape the least write it;
//   - hexadecimal.
// Hexadecimal digits are in lower and in upper case. A spelling is 1 to 6 times as long as the
// secret, and never empty. A search must compare spellings and text in lower case: hexadecimal
// digits can mix their cases, and a secret in the wrong case is still easy to guess. Thread-safe.
std::vector<std::string> spellings_of(std::string_view secret);

}  // namespace cckm
