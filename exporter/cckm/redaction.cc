// SPDX-License-Identifier: Apache-2.0
// Searches by a rolling hash (Rabin and Karp). The time does not depend on the length of a secret,
// so a CM that chooses both the token and the text cannot make the search slow. It can produce two
// texts with the same hash, but that hides only its own text.
#include "exporter/cckm/redaction.h"

#include <algorithm>

#include "exporter/cckm/secret_spellings.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

std::uint64_t value_of(char c) {
  return static_cast<unsigned char>(c);
}

// Calls `stop` with the hash of each `length` characters in a row (at least 1), and returns true as
// soon as `stop` does. The hash is a polynomial of the characters, modulo 2^64.
template <typename Stop>
bool any_of_hashes(std::string_view text, std::size_t length, Stop stop) {
  constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15;  // odd, and without a pattern in its bits
  if (text.size() < length) return false;
  std::uint64_t hash = 0;
  std::uint64_t weight = 1;  // of the character that leaves
  for (std::size_t i = 0; i < length; ++i) {
    hash = hash * kBase + value_of(text[i]);
    weight *= kBase;
  }
  for (std::size_t i = length; i < text.size(); ++i) {
    if (stop(hash)) return true;
    hash = hash * kBase + value_of(text[i]) - weight * value_of(text[i - length]);
  }
  return stop(hash);
}

}  // namespace

SecretFinder::SecretFinder(std::span<const Secret> secrets) {
  for (const Secret& secret : secrets) {
    for (const std::string& spelling : spellings_of(secret.reveal())) {
      const std::string text = to_lower(spelling);
      const auto insert_into = [&](Hashes& hashes, std::size_t length) {
        any_of_hashes(text, length, [&of_length = hashes[length]](std::uint64_t hash) {
          of_length.insert(hash);
          return false;
        });
      };
      insert_into(parts_, std::min(text.size(), kPart));
      if (text.size() >= kPart) insert_into(wholes_, text.size());
    }
  }
}

bool SecretFinder::part_in(std::string_view text) const {
  return any_in(to_lower(text), parts_);
}

bool SecretFinder::whole_in(std::string_view text) const {
  const std::string lower = to_lower(text);
  // A text with a whole spelling in it has a part in it. Most texts have none, and for parts there
  // are few lengths to try.
  return any_in(lower, parts_) && any_in(lower, wholes_);
}

bool SecretFinder::any_in(std::string_view text, const Hashes& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto& entry) {
    const auto& [length, hashes] = entry;
    return any_of_hashes(text, length,
                         [&hashes = hashes](std::uint64_t hash) { return hashes.contains(hash); });
  });
}

}  // namespace cckm
