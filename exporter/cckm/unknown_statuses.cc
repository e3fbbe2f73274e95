// SPDX-License-Identifier: Apache-2.0
// Keeps the texts that were shown, so that a scrape does not search them again.
#include "exporter/cckm/unknown_statuses.h"

#include "exporter/cckm/log_text.h"

namespace cckm {
namespace {

constexpr std::size_t kShownOfStatus = 64;

}  // namespace

std::optional<std::string> UnknownStatuses::shown(std::string_view text,
                                                  const SecretFinder& secrets) {
  const std::string known(text.substr(0, kSearchedForSecrets));
  const std::lock_guard lock(mutex_);
  auto found = shown_.find(known);
  if (found == shown_.end()) {
    if (shown_.size() == kMost) return std::nullopt;
    found = shown_.emplace(known, log_text(known, secrets, kShownOfStatus)).first;
  }
  return found->second;
}

}  // namespace cckm
