// SPDX-License-Identifier: Apache-2.0
// Finds the exporter's secrets in CM's texts: a hostile or careless peer can echo a request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <unordered_set>

#include "exporter/model/secret.h"

namespace cckm {

// Finds a set of secrets in any spelling of secret_spellings.h, in lower or upper case. Keeps
// hashes only. Immutable, so thread-safe.
class SecretFinder {
 public:
  explicit SecretFinder(std::span<const Secret> secrets);

  // Returns true if `text` has kPart characters of a spelling in a row, or all of a shorter one.
  // For the log, which can omit a text. Parts count, because CM can cut its texts.
  bool part_in(std::string_view text) const;

  // Returns true if `text` has all of a spelling that is at least kPart characters long. For
  // labels, which identify a series: honest names can share words with a secret.
  bool whole_in(std::string_view text) const;

  static constexpr std::size_t kPart = 8;

 private:
  // Hashes of texts, by the length of the text in characters.
  using Hashes = std::map<std::size_t, std::unordered_set<std::uint64_t>>;

  static bool any_in(std::string_view text, const Hashes& wanted);

  Hashes parts_;
  Hashes wholes_;
};

}  // namespace cckm
