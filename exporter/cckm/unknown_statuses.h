// SPDX-License-Identifier: Apache-2.0
// CM's words for a status that we do not know, made fit for the log: the only text of a peer that
// is ever logged.
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
  // What to show of `text`: up to 64 printable ASCII characters, or kRedacted if there are secrets
  // in it. Empty for all further texts once there have been kMost.
  std::optional<std::string> shown(std::string_view text, const SecretFinder& secrets);

  static constexpr std::size_t kMost = 20;

 private:
  std::mutex mutex_;                          // guards shown_
  std::map<std::string, std::string> shown_;  // by what CM said, as far as that is looked at
};

}  // namespace cckm
