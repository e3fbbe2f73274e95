// SPDX-License-Identifier: Apache-2.0
// Parses flags with CLI11. Their names are those of Prometheus' own programs.
#include "exporter/flags.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>

#include "exporter/model/duration.h"
#include "exporter/version.h"
#include "exporter/web/route_prefix.h"

namespace cckm {
namespace {

constexpr const char* kInstalledConfig = "/etc/cckm_exporter/exporter.yml";

// Returns the path of this program. Empty if /proc is not mounted.
std::filesystem::path this_program() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

template <typename T>
CLI::CheckedTransformer one_of(std::map<std::string, T> words) {
  return CLI::CheckedTransformer(std::move(words));
}

// Adds a flag for a duration of `shortest` or more.
void add_duration(CLI::App& app, const std::string& name, std::chrono::milliseconds& duration,
                  std::chrono::milliseconds shortest, const std::string& description) {
  app.add_option_function<std::string>(
         name, [&duration](const std::string& text) { duration = *parse_duration(text); },
         description)
      ->default_str(format_duration(duration))
      ->check([shortest](const std::string& text) {
        const auto parsed = parse_duration(text);
        if (!parsed) return "\"" + text + "\" is not a duration such as 500ms or 1s";
        return *parsed < shortest ? "must be " + format_duration(shortest) + " or longer"
                                  : std::string();
      });
}

void add_config_flags(CLI::App& app, Flags& flags) {
  app.add_option("--config.file", flags.config_file, "Configuration file")->capture_default_str();
  app.add_flag("--config.check", flags.config_check,
               "Check the configuration and the files it names, then exit");
  app.add_flag("--config.enable-auto-reload", flags.auto_reload,
               "Reload the configuration when it or a file that it names has changed");
  add_duration(app, "--config.auto-reload-interval", flags.auto_reload_interval,
               std::chrono::seconds(1), "Time between two checks whether a file has changed");
  app.add_flag("--strict-permissions", flags.strict_permissions,
               "Reject secret files that every user of the machine can read");
}

// The texts of flags that are parsed after all others.
struct WebTexts {
  std::vector<std::string> addresses{":10877"};
  std::string external_url;
  std::string route_prefix;
};

std::string problem_of_address(const std::string& text) {
  const auto parsed = parse_listen_address(text);
  return parsed ? std::string() : parsed.failure().detail;
}

// Rejects a path that no request can have: every scrape would get a 404.
std::string problem_of_telemetry_path(const std::string& path) {
  const bool taken = path == "/" || path.rfind("/-/", 0) == 0;
  if (path.rfind('/', 0) != 0 || taken) return "must begin with / and be neither / nor under /-/";
  return problem_of_route_prefix(path);
}

void add_web_flags(CLI::App& app, Flags& flags, WebTexts& texts) {
  app.add_option("--web.listen-address", texts.addresses, "Address to listen on. Can be repeated")
      ->capture_default_str()
      ->check(problem_of_address);
  app.add_flag("--web.systemd-socket", flags.systemd_socket,
               "Serve the sockets of a systemd .socket unit, and not --web.listen-address");
  app.add_option("--web.config.file", flags.web_config_file,
                 "Web configuration file with TLS, users and headers, in the format of "
                 "exporter-toolkit");
  app.add_option("--web.external-url", texts.external_url,
                 "URL at which a reverse proxy shows this exporter. Its path is the default of "
                 "--web.route-prefix")
      ->check([](const std::string& url) { return problem_of_external_url(url); });
  app.add_option("--web.route-prefix", texts.route_prefix,
                 "Path in front of the paths of all pages")
      ->check([](const std::string& prefix) { return problem_of_route_prefix(prefix); });
  app.add_option("--web.telemetry-path", flags.telemetry_path, "URL path of the metrics")
      ->capture_default_str()
      ->check(problem_of_telemetry_path);
  app.add_option("--web.max-requests", flags.max_requests,
                 "Maximum number of concurrent scrapes. Further ones are answered with status 503")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  app.add_flag("--web.enable-lifecycle", flags.enable_lifecycle,
               "Permit POST /-/reload to reload the configuration");
  add_duration(app, "--timeout-offset", flags.timeout_offset, std::chrono::milliseconds(0),
               "Time to subtract from the scrape timeout that Prometheus announces");
}

void add_log_flags(CLI::App& app, Flags& flags) {
  app.add_option("--log.level", flags.log_level, "Lowest severity to log")
      ->default_str("info")
      ->transform(one_of<log::Level>({{"debug", log::Level::kDebug},
                                      {"info", log::Level::kInfo},
                                      {"warn", log::Level::kWarn},
                                      {"error", log::Level::kError}}));
  app.add_option("--log.format", flags.log_format, "Format of the log lines")
      ->default_str("logfmt")
      ->transform(
          one_of<log::Format>({{"logfmt", log::Format::kLogfmt}, {"json", log::Format::kJson}}));
}

}  // namespace

std::string default_config_file(const std::filesystem::path& program) {
  const auto build = program.parent_path();
  const auto of_checkout = build.parent_path() / "config" / "exporter.yml";
  std::error_code ignored;
  const bool in_checkout = std::filesystem::exists(build / "CMakeCache.txt", ignored) &&
                           std::filesystem::exists(of_checkout, ignored);
  return in_checkout ? of_checkout.string() : kInstalledConfig;
}

ParsedFlags parse_flags(int argc, const char* const* argv) {
  Flags flags;
  flags.config_file = default_config_file(this_program());
  WebTexts texts;
  CLI::App app("Prometheus exporter for the synchronization jobs of CipherTrust Manager's CCKM.",
               "cckm_exporter");
  add_config_flags(app, flags);
  add_web_flags(app, flags, texts);
  add_log_flags(app, flags);
  app.add_flag("--once", flags.once,
               "Collect once, print the metrics and exit: 0 if every manager was up, else 1");
  app.add_flag("--healthcheck", flags.healthcheck,
               "Ask the exporter that listens on the address for /-/healthy and exit: 0 if it is "
               "healthy, else 1");
  app.set_version_flag("--version", version_line());
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return {.flags = {}, .exit_code = app.exit(error) == 0 ? 0 : 2};
  }
  for (const auto& address : texts.addresses) {
    flags.listen_addresses.push_back(parse_listen_address(address).value());
  }
  flags.route_prefix = route_prefix_of(texts.external_url, texts.route_prefix);
  return {.flags = std::move(flags)};
}

}  // namespace cckm
