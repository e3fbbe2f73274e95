// SPDX-License-Identifier: Apache-2.0
// Limits the texts of unknown statuses that reach the log.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/cckm/redaction.h"

namespace cckm {

// Thread-safe.
class UnknownStatuses {
 public:
  // Returns up to 64 printable ASCII characters of `text`, or kRedacted if it has a secret in it.
  // Empty for each further text after kMost different ones.
  std::optional<std::string> shown(std::string_view text, const SecretFinder& secrets);

  static constexpr std::size_t kMost = 20;

 private:
  std::mutex mutex_;                          // guards shown_
  std::map<std::string, std::string> shown_;  // by the beginning of CM's text
};

}  // namespace cckm
