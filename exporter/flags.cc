// SPDX-License-Identifier: Apache-2.0
// Parses flags with CLI11. Their names are those of Prometheus' own programs.
#include "exporter/flags.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>

#include "exporter/model/duration.h"
#include "exporter/version.h"

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
  std::vector<std::string> addresses{":10877"};
  CLI::App app("Prometheus exporter for the synchronization jobs of CipherTrust Manager's CCKM.",
               "cckm_exporter");
  app.add_option("--config.file", flags.config_file, "Configuration file")->capture_default_str();
  app.add_flag("--config.check", flags.config_check,
               "Check the configuration and the files it names, then exit");
  app.add_flag("--strict-permissions", flags.strict_permissions,
               "Reject secret files that every user of the machine can read");
  app.add_option("--web.listen-address", addresses, "Address to listen on. Can be repeated")
      ->capture_default_str()
      ->check([](const std::string& text) {
        const auto parsed = parse_listen_address(text);
        return parsed ? std::string() : parsed.failure().detail;
      });
  app.add_option(
      "--web.config.file", flags.web_config_file,
      "Web configuration file with users and password hashes, in the format of exporter-toolkit");
  app.add_option("--web.telemetry-path", flags.telemetry_path, "URL path of the metrics")
      ->capture_default_str()
      ->check([](const std::string& path) {
        const bool taken = path == "/" || path.rfind("/-/", 0) == 0;
        return path.rfind('/', 0) == 0 && !taken
                   ? std::string()
                   : std::string("must begin with / and be neither / nor under /-/");
      });
  app.add_option("--web.max-requests", flags.max_requests,
                 "Maximum number of concurrent scrapes. Further ones are answered with status 503")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  app.add_flag("--web.enable-lifecycle", flags.enable_lifecycle,
               "Permit POST /-/reload to reload the configuration");
  app.add_option_function<std::string>(
         "--timeout-offset",
         [&flags](const std::string& text) { flags.timeout_offset = *parse_duration(text); },
         "Time to subtract from the scrape timeout that Prometheus announces")
      ->default_str(format_duration(flags.timeout_offset))
      ->check([](const std::string& text) {
        return parse_duration(text) ? std::string()
                                    : "\"" + text + "\" is not a duration such as 500ms or 1s";
      });
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
  for (const auto& address : addresses) {
    flags.listen_addresses.push_back(parse_listen_address(address).value());
  }
  return {.flags = std::move(flags)};
}

}  // namespace cckm
