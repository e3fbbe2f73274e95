// SPDX-License-Identifier: Apache-2.0
// The top level of a configuration, and the order of what is said about it.
#include "exporter/config/load.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "exporter/config/findings.h"
#include "exporter/config/read_managers.h"
#include "exporter/config/regular_file.h"
#include "exporter/config/yaml_reader.h"
#include "exporter/config/yaml_tree.h"

namespace cckm {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostBytes = std::size_t{1024} * 1024;

std::optional<std::size_t> read_limits(const YamlValue& value) {
  auto limits = value.mapping();
  if (!limits) return std::nullopt;
  std::optional<std::size_t> regions_per_job;
  limits->optional("regions_per_job", regions_per_job,
                   [](const YamlValue& most) { return most.integer(0, 100000); });
  limits->refuse_other_keys();
  return regions_per_job;
}

Settings read_settings(const YamlValue& root) {
  Settings settings;
  auto top = root.mapping();
  if (!top) return settings;
  top->required("managers", settings.managers, read_managers);
  top->optional("limits", settings.regions_per_job, read_limits);
  top->optional("scrape_timeout", settings.scrape_timeout,
                [](const YamlValue& timeout) { return timeout.duration(100ms, 10min); });
  top->refuse_other_keys();
  return settings;
}

std::vector<Problem> in_order(std::vector<Problem> problems) {
  std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
    return std::tuple(problem.line, problem.column);
  });
  return problems;
}

}  // namespace

std::string Problem::to_string() const {
  std::string text = file + ':';
  if (line > 0) text += std::to_string(line) + ':' + std::to_string(column) + ':';
  if (!path.empty()) text += ' ' + path + ':';
  return text + ' ' + message;
}

Loaded parse_settings(std::string_view yaml, const std::filesystem::path& file) {
  Findings findings{file.string(), {}, {}};
  Loaded loaded;
  if (yaml.size() > kMostBytes) {
    findings.error({}, "", "is over " + std::to_string(kMostBytes) + " bytes");
  } else if (const auto root = parse_yaml(yaml, findings)) {
    loaded.settings = read_settings(YamlValue(*root, "", findings));
  }
  loaded.errors = in_order(std::move(findings.errors));
  loaded.warnings = in_order(std::move(findings.warnings));
  return loaded;
}

Loaded load_settings(const std::filesystem::path& file) {
  const auto text = read_regular_file(file.string(), kMostBytes);
  if (text) return parse_settings(*text, file);
  Loaded loaded;
  loaded.errors.push_back({file.string(), 0, 0, "", text.failure().detail});
  return loaded;
}

}  // namespace cckm
