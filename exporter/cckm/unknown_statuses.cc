// SPDX-License-Identifier: Apache-2.0
// Searches for secrets first and cuts the text afterwards. Otherwise the cut could leave the
// beginning of a secret, too short to be found.
#include "exporter/cckm/unknown_statuses.h"

#include <algorithm>

namespace cckm {
namespace {

constexpr std::size_t kSearched = 1024;
constexpr std::size_t kShown = 64;

std::string printable(std::string_view text) {
  std::string result(text);
  std::erase_if(result, [](char c) { return c < ' ' || c > '~'; });
  return result;
}

std::string fit_to_show(std::string_view text, const SecretFinder& secrets) {
  std::string plain = printable(text);
  // Characters that are left out can split a secret, so both texts are searched.
  if (secrets.part_in(text) || secrets.part_in(plain)) return std::string(kRedacted);
  plain.resize(std::min(plain.size(), kShown));
  return plain;
}

}  // namespace

std::optional<std::string> UnknownStatuses::shown(std::string_view text,
                                                  const SecretFinder& secrets) {
  const std::string known(text.substr(0, kSearched));
  const std::lock_guard lock(mutex_);
  auto found = shown_.find(known);
  if (found == shown_.end()) {
    if (shown_.size() == kMost) return std::nullopt;
    found = shown_.emplace(known, fit_to_show(known, secrets)).first;
  }
  return found->second;
}

}  // namespace cckm
