// SPDX-License-Identifier: Apache-2.0
// Sorts the list, so that its order at CM makes no difference.
#include "exporter/model/key_containers.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "exporter/model/ascii.h"

namespace cckm {

KeyContainers::KeyContainers(std::vector<KeyContainer> all) : all_(std::move(all)) {
  std::ranges::sort(all_, {}, [](const KeyContainer& container) {
    return std::tie(container.name, container.id);
  });
  for (std::size_t i = 0; i < all_.size(); ++i) {
    by_id_.emplace(all_[i].id, i);
    by_name_.emplace(all_[i].name, i);  // the first of several
    by_lower_id_.emplace(to_lower(all_[i].id), i);
  }
}

KeyContainer KeyContainers::find(std::string_view text) const {
  const auto in = [](const Index& index, std::string_view key) {
    const auto found = index.find(key);
    return found == index.end() ? std::nullopt : std::optional(found->second);
  };
  auto at = in(by_id_, text);
  if (!at) at = in(by_name_, text);
  if (!at) at = in(by_lower_id_, to_lower(text));
  if (at) return all_[*at];
  return {.id = "", .name = std::string(text)};
}

}  // namespace cckm
