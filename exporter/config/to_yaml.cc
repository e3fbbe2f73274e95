// SPDX-License-Identifier: Apache-2.0
// Every text of the configuration is in double quotes, so that none can be taken for a number, a
// comment or a key. Texts have no control characters, because the loader rejects them.
#include "exporter/config/to_yaml.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "exporter/config/url.h"
#include "exporter/model/ascii.h"
#include "exporter/model/duration.h"

namespace cckm {
namespace {

std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// Returns the path as it is if the system does not tell the working directory.
std::string quoted_path(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  return in_quotes(error ? path : absolute.string());
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + in_quotes(text);
  return '[' + list + ']';
}

// Collects lines of `key: value` at one depth.
class Lines {
 public:
  explicit Lines(std::size_t depth) : indent_(depth * 2, ' ') {}

  Lines& add(std::string_view key, const std::string& value) {
    text_.append(indent_).append(key).append(": ").append(value).append("\n");
    return *this;
  }
  Lines& add_if(bool given, std::string_view key, const std::string& value) {
    return given ? add(key, value) : *this;
  }
  // Adds a mapping or a list in lines of its own.
  Lines& add_block(std::string_view key, const std::string& block) {
    if (!block.empty()) text_.append(indent_).append(key).append(":\n").append(block);
    return *this;
  }
  // Adds an item of a list.
  Lines& add_item(const std::string& item) {
    text_.append(indent_).append("- ").append(item).append("\n");
    return *this;
  }

  std::string text() && { return std::move(text_); }

 private:
  const std::string indent_;
  std::string text_;
};

std::string boolean(bool value) {
  return value ? "true" : "false";
}

void add_password(Lines& lines, const SecretSource& source) {
  if (const auto* file = std::get_if<SecretFile>(&source)) {
    lines.add("password_file", quoted_path(file->path));
  } else if (const auto* variable = std::get_if<SecretVariable>(&source)) {
    lines.add("password_env", in_quotes(variable->name));
  } else {
    lines.add("password", in_quotes(kHiddenSecret));
  }
}

void add_auth(Lines& lines, const PasswordAuth& auth) {
  lines.add("username", in_quotes(auth.username));
  add_password(lines, auth.password);
  for (const auto& [key, value] :
       {std::pair("domain", &auth.domain), std::pair("auth_domain", &auth.auth_domain),
        std::pair("auth_domain_path", &auth.auth_domain_path),
        std::pair("connection", &auth.connection)}) {
    lines.add_if(value->has_value(), key, in_quotes(value->value_or("")));
  }
}

void add_auth(Lines& lines, const RefreshTokenAuth& auth) {
  lines.add("refresh_token_file", quoted_path(std::get<SecretFile>(auth.refresh_token).path));
}

void add_auth(Lines& lines, const BearerAuth& auth) {
  lines.add("bearer_token_file", quoted_path(std::get<SecretFile>(auth.token).path));
}

std::string auth_lines(const Auth& auth) {
  Lines lines(3);
  std::visit([&](const auto& kind) { add_auth(lines, kind); }, auth);
  return std::move(lines).text();
}

std::string tls_lines(const TlsOptions& tls) {
  Lines lines(3);
  for (const auto& [key, path] :
       {std::pair("ca_file", &tls.ca_file), std::pair("cert_file", &tls.cert_file),
        std::pair("key_file", &tls.key_file)}) {
    lines.add_if(!path->empty(), key, quoted_path(*path));
  }
  lines.add_if(!tls.server_name.empty(), "server_name", in_quotes(tls.server_name));
  lines.add("insecure_skip_verify", boolean(tls.insecure_skip_verify));
  lines.add("min_version", tls.min_version == TlsVersion::kTls13 ? "TLS13" : "TLS12");
  return std::move(lines).text();
}

std::string failure_text_lines(const std::vector<FailureText>& failure_texts) {
  Lines lines(3);
  for (const RegionError error : kRegionErrorNames.values()) {
    std::vector<std::string> texts;
    for (const FailureText& each : failure_texts) {
      if (each.error == error) texts.push_back(each.text);
    }
    lines.add_if(!texts.empty(), kRegionErrorNames[error], list_of(texts));
  }
  return std::move(lines).text();
}

std::string endpoint_members(const Endpoint& endpoint) {
  return "cloud: " + std::string(endpoint.cloud) + ", resource: " + std::string(endpoint.resource);
}

bool is_every_family(const std::vector<FamilySettings>& families) {
  return families.size() == endpoints().size() && !families.front().required;
}

void add_discovery(Lines& lines, const std::vector<FamilySettings>& families) {
  if (families.empty()) return;
  if (is_every_family(families)) {
    lines.add("discover", "all");
    return;
  }
  Lines items(3);
  for (const FamilySettings& family : families) {
    std::string members = endpoint_members(*family.endpoint);
    if (!family.containers.empty()) members += ", containers: " + list_of(family.containers);
    items.add_item('{' + members + ", lookback: " + format_duration(family.lookback) + '}');
  }
  lines.add_block("discover", std::move(items).text());
}

std::string job_lines(const std::vector<JobSettings>& jobs) {
  Lines items(3);
  for (const JobSettings& job : jobs) {
    items.add_item("{id: " + in_quotes(job.id) + ", name: " + in_quotes(job.name) + ", " +
                   endpoint_members(*job.endpoint) + '}');
  }
  return std::move(items).text();
}

std::string limit_lines(const Settings& settings) {
  const DiscoveryLimits& discovery = settings.managers.front().limits;  // equal for all
  Lines lines(1);
  lines.add("regions_per_job", std::to_string(settings.regions_per_job))
      .add("containers_per_family", std::to_string(discovery.containers_per_family))
      .add("discovery_pages_per_scrape", std::to_string(discovery.pages_per_scrape));
  return std::move(lines).text();
}

}  // namespace

std::string to_yaml(const ManagerSettings& manager) {
  Lines lines(2);
  lines.add("url", in_quotes(to_url(manager.url)))
      .add_if(!manager.url.tls, "allow_plain_http", "true")
      .add_block("auth", auth_lines(manager.auth))
      .add_block("tls_config", tls_lines(manager.tls))
      .add("timeout", format_duration(manager.timeout))
      .add("max_concurrency", std::to_string(manager.max_concurrency))
      .add_if(!manager.success_texts.empty(), "success_texts", list_of(manager.success_texts))
      .add_block("failure_texts", failure_text_lines(manager.failure_texts));
  add_discovery(lines, manager.families);
  lines.add("schedules", boolean(manager.schedules)).add_block("jobs", job_lines(manager.jobs));
  return "  - name: " + in_quotes(manager.name) + '\n' + std::move(lines).text();
}

std::string to_yaml(const Settings& settings) {
  std::string yaml = "managers:\n";
  for (const ManagerSettings& manager : settings.managers) yaml += to_yaml(manager);
  Lines top(0);
  top.add_block("limits", limit_lines(settings));
  const ScrapeTimeouts& timeouts = settings.scrape_timeouts;
  const bool configured = timeouts.without_header == timeouts.longest;
  top.add_if(configured, "scrape_timeout", format_duration(timeouts.longest));
  return yaml + std::move(top).text();
}

}  // namespace cckm
