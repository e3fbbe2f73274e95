// SPDX-License-Identifier: Apache-2.0
// Reads the top level of a configuration.
#include "exporter/config/load.h"

#include <utility>

#include "exporter/config/read_discovery.h"
#include "exporter/config/read_managers.h"
#include "exporter/config/yaml/file.h"

namespace cckm {
namespace {

using namespace std::chrono_literals;

struct Limits {
  std::size_t regions_per_job = Settings().regions_per_job;
  DiscoveryLimits discovery;
};

std::optional<Limits> read_limits(const YamlValue& value) {
  auto mapping = value.mapping();
  if (!mapping) return std::nullopt;
  Limits limits;
  mapping->optional("regions_per_job", limits.regions_per_job,
                    [](const YamlValue& most) { return most.integer(1, 100000); });
  mapping->optional("containers_per_family", limits.discovery.containers_per_family,
                    read_containers_per_family);
  mapping->optional("discovery_pages_per_scrape", limits.discovery.pages_per_scrape,
                    read_discovery_pages);
  mapping->reject_unknown_keys();
  return limits;
}

std::optional<ScrapeTimeouts> read_scrape_timeout(const YamlValue& value) {
  const auto timeout = value.duration(100ms, 10min);
  if (!timeout) return std::nullopt;
  return ScrapeTimeouts{.without_header = *timeout, .longest = *timeout};
}

Settings read_settings(const YamlValue& root) {
  Settings settings;
  auto top = root.mapping();
  if (!top) return settings;
  top->required("managers", settings.managers, read_managers);
  Limits limits;
  top->optional("limits", limits, read_limits);
  settings.regions_per_job = limits.regions_per_job;
  for (ManagerSettings& manager : settings.managers) manager.limits = limits.discovery;
  top->optional("scrape_timeout", settings.scrape_timeouts, read_scrape_timeout);
  top->reject_unknown_keys();
  return settings;
}

}  // namespace

Loaded parse_settings(std::string_view yaml, const std::filesystem::path& file,
                      const LoadOptions& options) {
  return load_yaml<Settings>({file, yaml, options}, read_settings);
}

Loaded load_settings(const std::filesystem::path& file, const LoadOptions& options) {
  return load_yaml<Settings>({file, {}, options}, read_settings);
}

}  // namespace cckm
