// SPDX-License-Identifier: Apache-2.0
// `all` is every family that CM offers, so none of them is required.
#include "exporter/config/read_discovery.h"

#include <algorithm>
#include <string>

#include "exporter/config/read_endpoint.h"
#include "exporter/config/yaml/unique_values.h"

namespace cckm {
namespace {

using namespace std::chrono_literals;

std::optional<std::chrono::seconds> read_lookback(const YamlValue& value) {
  const auto lookback = value.duration(1h, 400 * 24h);
  if (!lookback) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(*lookback);
}

std::optional<std::vector<std::string>> read_containers(const YamlValue& value) {
  const auto items = value.list();
  if (!items) return std::nullopt;
  UniqueValues texts;
  std::vector<std::string> containers;
  for (const YamlValue& item : *items) {
    if (auto text = texts.unique(&YamlValue::text)(item)) containers.push_back(std::move(*text));
  }
  return containers;
}

FamilySettings read_family(const YamlValue& value) {
  FamilySettings family{.required = true};
  auto mapping = value.mapping();
  if (!mapping) return family;
  family.endpoint = read_endpoint(*mapping);
  mapping->optional("containers", family.containers, read_containers);
  mapping->optional("lookback", family.lookback, read_lookback);
  mapping->reject_unknown_keys();
  return family;
}

std::vector<FamilySettings> every_family() {
  std::vector<FamilySettings> families;
  for (const Endpoint& endpoint : endpoints()) families.push_back({.endpoint = &endpoint});
  return families;
}

}  // namespace

std::optional<std::vector<FamilySettings>> read_discovery(const YamlValue& value) {
  if (value.is_scalar()) {
    const auto text = value.text();
    if (!text) return std::nullopt;
    if (*text == "all") return every_family();
    value.add_error("must be all, or a list of families (cloud: ..., resource: ...)");
    return std::nullopt;
  }
  const auto items = value.list();
  if (!items) return std::nullopt;
  std::vector<FamilySettings> families;
  for (const YamlValue& item : *items) {
    FamilySettings family = read_family(item);
    const bool known = std::ranges::any_of(families, [&](const FamilySettings& other) {
      return family.endpoint != nullptr && other.endpoint == family.endpoint;
    });
    if (known) item.add_error("is a family that the list has already");
    families.push_back(std::move(family));
  }
  return families;
}

std::optional<std::size_t> read_containers_per_family(const YamlValue& value) {
  return value.integer(1, 100000);
}

std::optional<std::size_t> read_discovery_pages(const YamlValue& value) {
  return value.integer(1, 1000);
}

}  // namespace cckm
