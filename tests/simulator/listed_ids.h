// SPDX-License-Identifier: Apache-2.0
// Reads the ids in CM's lists, for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

// Returns the ids in a list, in its order. Precondition: an id has 36 characters.
inline std::vector<std::string> ids_in(const std::string& list) {
  constexpr std::string_view kKey = R"({"id":")";
  std::vector<std::string> ids;
  for (auto at = list.find(kKey); at != std::string::npos; at = list.find(kKey, at + 1))
    ids.push_back(list.substr(at + kKey.size(), 36));
  return ids;
}

}  // namespace cckm::test
