// SPDX-License-Identifier: Apache-2.0
// CM's list of the key containers of a family: which name and which id belong together.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cckm {

// An AWS KMS, an Azure key vault, a Google key ring, ... A part that is not known is empty.
struct KeyContainer {
  std::string id;
  std::string name;

  bool operator==(const KeyContainer&) const = default;
};

// Immutable, so thread-safe.
class KeyContainers {
 public:
  KeyContainers() = default;
  explicit KeyContainers(std::vector<KeyContainer> all);

  // Returns the key container with this id, else the one with this name, else the one with this id
  // in another case. If there is none, the text is its name.
  KeyContainer find(std::string_view text) const;

  const std::vector<KeyContainer>& all() const { return all_; }

 private:
  using Index = std::map<std::string, std::size_t, std::less<>>;  // into all_

  std::vector<KeyContainer> all_;  // by name, then by id
  Index by_id_, by_name_, by_lower_id_;
};

}  // namespace cckm
