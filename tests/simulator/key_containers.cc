// SPDX-License-Identifier: Apache-2.0
// Has one list for each path. Families of one cloud can share a list.
#include "tests/simulator/key_containers.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <stdexcept>

#include "tests/simulator/list_envelope.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

std::string entry(const KeyContainer& container) {
  json::object object = {{"id", container.id}, {"name", container.name}};
  if (!container.account_id.empty()) object["account_id"] = container.account_id;
  if (!container.regions.empty()) object["regions"] = json::value_from(container.regions);
  return json::serialize(object);
}

std::string entries(const std::vector<KeyContainer>& containers, Slice part) {
  std::string joined;
  for (std::size_t i = part.begin; i < part.end; ++i)
    joined += (i > part.begin ? "," : "") + entry(containers[i]);
  return joined;
}

}  // namespace

ContainerLists::ContainerLists() {
  for (const std::string_view path : kContainerPaths) lists_.push_back({path});
}

ContainerList* ContainerLists::find(std::string_view path) {
  const auto found = std::find_if(lists_.begin(), lists_.end(),
                                  [&](const ContainerList& list) { return list.path == path; });
  return found == lists_.end() ? nullptr : &*found;
}

ContainerList& ContainerLists::at(std::string_view path) {
  ContainerList* list = find(path);
  if (list == nullptr) throw std::out_of_range("no such list of key containers");
  return *list;
}

Response container_list(const ContainerList& list, const ListQuery& query) {
  if (const auto status = refusal_of(list.offer)) return error_response(*status);
  const std::size_t size = list.offer == Offer::kEmpty ? 0 : list.containers.size();
  return {200,
          {},
          to_json(ListEnvelope{
              .skip = query.skip,
              .limit = query.limit,
              .total = static_cast<std::int64_t>(size),
              .resources = entries(list.containers, slice(query.skip, query.limit, size))})};
}

std::vector<KeyContainer> numbered_containers(std::size_t count) {
  std::vector<KeyContainer> containers;
  for (std::size_t i = 1; i <= count; ++i) {
    std::array<char, 40> id;
    std::snprintf(id.data(), id.size(), "00000000-0000-4000-9000-%012zx", i);
    containers.push_back({id.data(), "container-" + std::to_string(i)});
  }
  return containers;
}

}  // namespace cckm::test
