// SPDX-License-Identifier: Apache-2.0
// Reads the top level of a configuration.
#include "exporter/config/load.h"

#include <utility>

#include "exporter/config/read_managers.h"
#include "exporter/config/yaml/file.h"

namespace cckm {
namespace {

using namespace std::chrono_literals;

std::optional<std::size_t> read_limits(const YamlValue& value) {
  auto limits = value.mapping();
  if (!limits) return std::nullopt;
  std::optional<std::size_t> regions_per_job;
  limits->optional("regions_per_job", regions_per_job,
                   [](const YamlValue& most) { return most.integer(1, 100000); });
  limits->reject_unknown_keys();
  return regions_per_job;
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
  top->optional("limits", settings.regions_per_job, read_limits);
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
