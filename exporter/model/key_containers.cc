// SPDX-License-Identifier: Apache-2.0
// Sorts the list, so that its order at CM makes no difference.
#include "exporter/model/key_containers.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cckm {

KeyContainers::KeyContainers(std::vector<KeyContainer> all) : all_(std::move(all)) {
  std::ranges::sort(all_, {}, [](const KeyContainer& container) {
    return std::tie(container.name, container.id);
  });
  for (std::size_t i = 0; i < all_.size(); ++i) {
    by_id_.emplace(all_[i].id, i);
    by_name_.emplace(all_[i].name, i);  // the first of several
  }
}

KeyContainer KeyContainers::find(std::string_view text) const {
  if (const auto found = by_id_.find(text); found != by_id_.end()) return all_[found->second];
  if (const auto found = by_name_.find(text); found != by_name_.end()) return all_[found->second];
  return {.id = "", .name = std::string(text)};
}

}  // namespace cckm
