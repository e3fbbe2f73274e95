// SPDX-License-Identifier: Apache-2.0
// The default resource of a cloud is the first one in the table of families.
#include "exporter/discovery/names.h"

namespace cckm {
namespace {

std::string prefix_of(const Endpoint& endpoint) {
  std::string prefix(endpoint.cloud);
  const Endpoint* first = nullptr;
  for (const Endpoint& other : endpoints()) {
    if (first == nullptr && other.cloud == endpoint.cloud) first = &other;
  }
  if (first != &endpoint) prefix.append("/").append(endpoint.resource);
  return prefix + ":";
}

}  // namespace

std::string Names::of_all(const Endpoint& endpoint) {
  return prefix_of(endpoint) + "all";
}

std::string Names::of(const Endpoint& endpoint, const KeyContainer& container) {
  names_.reserve(of_all(endpoint));
  const std::string& text = container.name.empty() ? container.id : container.name;
  return names_.give(prefix_of(endpoint) + text, container.id);
}

}  // namespace cckm
