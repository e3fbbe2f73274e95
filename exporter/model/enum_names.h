// SPDX-License-Identifier: Apache-2.0
// Names of the enumerators of one enum: a table that cannot be too short or too long.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cckm {

// Holds one name for each enumerator, in their order. `kLast` is the last enumerator. Precondition:
// the enumerators count up from 0. A table of the wrong size does not compile.
template <auto kLast>
class EnumNames {
  static constexpr std::size_t kSize = static_cast<std::size_t>(kLast) + 1;

 public:
  using Enum = decltype(kLast);

  template <typename... Names>
  requires(sizeof...(Names) == kSize) constexpr explicit EnumNames(Names... names)
      : names_{names...} {}

  constexpr std::string_view operator[](Enum value) const {
    return names_[static_cast<std::size_t>(value)];
  }

  // Returns all enumerators, in their order.
  static constexpr auto values() {
    std::array<Enum, kSize> values{};
    for (std::size_t i = 0; i < kSize; ++i) values[i] = static_cast<Enum>(i);
    return values;
  }

  // A range of the names.
  static constexpr std::size_t size() { return kSize; }
  constexpr const std::string_view* begin() const { return names_.data(); }
  constexpr const std::string_view* end() const { return names_.data() + kSize; }

 private:
  std::array<std::string_view, kSize> names_;
};

}  // namespace cckm
