// SPDX-License-Identifier: Apache-2.0
// Whether a text of CM's has one of our secrets in it: a hostile peer may send back what we sent.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace cckm {

// What is shown instead.
inline constexpr std::string_view kRedacted = "<redacted>";

// How alike a text must be to one of the secrets, in any spelling: as it is, backwards, or as
// base64, percent-encoding or JSON would have it, in capitals or not.
struct Likeness {
  std::size_t run;    // so many characters in a row
  std::size_t whole;  // or all of it, where that is fewer but at least as many as these
};
// The log can do without a text. A label cannot, and a place may share a word with a password.
inline constexpr Likeness kForLog{8, 1};
inline constexpr Likeness kForLabels{12, 8};

// Made once for a set of secrets, of which it holds no more than hashes and what is shorter than a
// run. Immutable, so thread-safe.
class SecretFinder {
 public:
  SecretFinder(std::span<const std::string> secrets, Likeness likeness);

  // Takes a look-up for each character of the text.
  bool found_in(std::string_view text) const;

 private:
  std::size_t run_;
  std::unordered_set<std::size_t> runs_;  // hashes of every run of every spelling
  std::vector<std::string> short_ones_;
};

}  // namespace cckm
