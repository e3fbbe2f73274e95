// SPDX-License-Identifier: Apache-2.0
// Reads the keys of a manager. Mappings below it are read by other files.
#include "exporter/config/read_managers.h"

#include <string>
#include <utility>

#include "exporter/config/proxy_variables.h"
#include "exporter/config/read_auth.h"
#include "exporter/config/read_discovery.h"
#include "exporter/config/read_jobs.h"
#include "exporter/config/read_tls.h"
#include "exporter/config/url.h"
#include "exporter/config/yaml/unique_values.h"

namespace cckm {
namespace {

using namespace std::chrono_literals;

std::optional<Origin> read_url(const YamlValue& value) {
  const auto text = value.text();
  if (!text) return std::nullopt;
  const auto url = parse_url(*text);
  if (!url) {
    value.add_error(url.failure().detail);
    return std::nullopt;
  }
  if (const auto proxy = proxy_variable(*url)) {
    value.add_warning("the environment has " + std::string(*proxy) +
                      ", but the exporter does not support proxies yet and connects directly; "
                      "NO_PROXY with the host ends this warning");
  }
  return *url;
}

std::optional<std::chrono::milliseconds> read_timeout(const YamlValue& value) {
  return value.duration(100ms, 5min);
}

std::optional<std::size_t> read_concurrency(const YamlValue& value) {
  return value.integer(1, 256);
}

std::optional<std::vector<FailureText>> read_failure_texts(const YamlValue& value) {
  auto classes = value.mapping();
  if (!classes) return std::nullopt;
  std::vector<FailureText> all;
  for (const RegionError error : kRegionErrorNames.values()) {
    if (!is_from_words(error)) continue;
    std::vector<std::string> texts;
    classes->optional(kRegionErrorNames[error], texts, &YamlValue::texts);
    for (std::string& text : texts) all.push_back({error, std::move(text)});
  }
  classes->reject_unknown_keys();
  return all;
}

ManagerSettings read_manager(const YamlValue& value, UniqueValues& names) {
  ManagerSettings settings;
  auto manager = value.mapping();
  if (!manager) return settings;
  bool allow_plain_http = false;
  manager->required("name", settings.name, names.unique(&YamlValue::label));
  manager->optional("allow_plain_http", allow_plain_http, &YamlValue::boolean);
  manager->required("url", settings.url, read_url);
  manager->required("auth", settings.auth, read_auth);
  manager->optional("tls_config", settings.tls, read_tls);
  manager->optional("timeout", settings.timeout, read_timeout);
  manager->optional("max_concurrency", settings.max_concurrency, read_concurrency);
  manager->optional("success_texts", settings.success_texts, &YamlValue::texts);
  manager->optional("failure_texts", settings.failure_texts, read_failure_texts);
  manager->optional("jobs", settings.jobs, read_jobs);
  manager->optional("discover", settings.families, read_discovery);
  if (!manager->find("jobs") && !manager->find("discover")) {
    manager->add_error("needs the key discover (discover: all) or jobs (a list of ids), or both");
  }
  settings.schedules = manager->find("discover").has_value();
  manager->optional("schedules", settings.schedules, &YamlValue::boolean);
  manager->reject_unknown_keys();
  check_needs_of_auth(*manager, settings, allow_plain_http);
  return settings;
}

}  // namespace

std::optional<std::vector<ManagerSettings>> read_managers(const YamlValue& value) {
  const auto items = value.list();
  if (!items) return std::nullopt;
  UniqueValues names;
  std::vector<ManagerSettings> managers;
  for (const YamlValue& item : *items) managers.push_back(read_manager(item, names));
  return managers;
}

}  // namespace cckm
