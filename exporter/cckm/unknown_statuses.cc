// SPDX-License-Identifier: Apache-2.0
// Looked at first and cut afterwards: of a secret that begins within the last characters, the cut
// must not hide the rest from us.
#include "exporter/cckm/unknown_statuses.h"

#include <algorithm>

namespace cckm {
namespace {

constexpr std::size_t kLookedAt = 1024;
constexpr std::size_t kShown = 64;

std::string printable(std::string_view text) {
  std::string result(text);
  std::erase_if(result, [](char c) { return c < ' ' || c > '~'; });
  return result;
}

std::string fit_to_show(std::string_view text, const SecretFinder& secrets) {
  std::string plain = printable(text);
  // What is left out of it may be all that keeps a secret apart.
  if (secrets.part_in(text) || secrets.part_in(plain)) return std::string(kRedacted);
  plain.resize(std::min(plain.size(), kShown));
  return plain;
}

}  // namespace

std::optional<std::string> UnknownStatuses::shown(std::string_view text,
                                                  const SecretFinder& secrets) {
  const std::string known(text.substr(0, kLookedAt));
  const std::lock_guard lock(mutex_);
  auto found = shown_.find(known);
  if (found == shown_.end()) {
    if (shown_.size() == kMost) return std::nullopt;
    found = shown_.emplace(known, fit_to_show(known, secrets)).first;
  }
  return found->second;
}

}  // namespace cckm
