// SPDX-License-Identifier: Apache-2.0
// CM's words for a status that we do not know, made fit for the log: the only text of a peer that
// is ever shown.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cckm {

// Thread-safe.
class StatusTexts {
 public:
  using Secrets = std::function<std::vector<std::string>()>;

  // What to show of `text`: up to 64 printable ASCII characters, or `<redacted>` if it shares
  // something with one of the secrets, which are asked for when the text is new; they must not call
  // back. Empty for all further texts once there have been kMost.
  std::optional<std::string> shown(std::string_view text, const Secrets& secrets);

  static constexpr std::size_t kMost = 20;

 private:
  std::mutex mutex_;                          // guards shown_
  std::map<std::string, std::string> shown_;  // by what CM said, as far as that is looked at
};

}  // namespace cckm
