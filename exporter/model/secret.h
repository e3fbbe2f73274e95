// SPDX-License-Identifier: Apache-2.0
// A password, token or key that does not turn into text unless the code asks for it by name.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace cckm {

// Stands in a text for what must not be shown.
inline constexpr std::string_view kRedacted = "<redacted>";

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  // Returns the secret itself. Precondition: the caller sends it to the manager or searches for it.
  const std::string& reveal() const { return text_; }

  bool operator==(const Secret&) const = default;

  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << kRedacted; }

 private:
  std::string text_;
};

}  // namespace cckm
