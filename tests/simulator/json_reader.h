// SPDX-License-Identifier: Apache-2.0
// Reads JSON objects member by member. A member that is unknown or does not fit throws
// std::exception.
#pragma once

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cckm::test {

inline std::string text_of(const boost::json::value& value) {
  return boost::json::value_to<std::string>(value);
}

// Returns the enumerator whose index is that of the name.
template <typename Enum, std::size_t N>
Enum named(const std::array<std::string_view, N>& names, const boost::json::value& value) {
  const auto found = std::find(names.begin(), names.end(), text_of(value));
  if (found == names.end()) throw std::invalid_argument("unknown name");
  return static_cast<Enum>(found - names.begin());
}

// One reader for each member that an object can have.
template <typename Object>
using Readers = std::map<std::string_view, void (*)(Object&, const boost::json::value&)>;

template <typename Object>
void read_members(const boost::json::value& value, const Readers<Object>& readers, Object& object) {
  for (const auto& member : value.as_object())
    readers.at({member.key().data(), member.key().size()})(object, member.value());
}

}  // namespace cckm::test
