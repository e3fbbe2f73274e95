// SPDX-License-Identifier: Apache-2.0
// The default configuration file, and every flag with its default and its errors.
#include "exporter/flags.h"

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/program/captured_output.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

ParsedFlags parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "cckm_exporter");
  return parse_flags(static_cast<int>(arguments.size()), arguments.data());
}

// The flags of a command line that must be valid.
Flags flags_of(const std::vector<const char*>& arguments) {
  const ParsedFlags parsed = parse(arguments);
  CHECK(parsed.exit_code == -1);
  return parsed.flags;
}

std::vector<std::string> addresses_of(const Flags& flags) {
  std::vector<std::string> addresses;
  for (const auto& address : flags.listen_addresses) addresses.push_back(to_string(address));
  return addresses;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the default configuration is that of the checkout for a program in its build folder") {
  const TemporaryFolder checkout;
  std::filesystem::create_directory(checkout.path() / "build");
  std::filesystem::create_directory(checkout.path() / "config");
  const std::string configuration = checkout.write("config/exporter.yml", "managers: []");
  const auto program = checkout.path() / "build" / "cckm_exporter";
  const std::string installed = "/etc/cckm_exporter/exporter.yml";

  CHECK(default_config_file(program) == installed);  // not a build folder of CMake
  checkout.write("build/CMakeCache.txt", "");
  CHECK(default_config_file(program) == configuration);
  CHECK(default_config_file("/usr/bin/cckm_exporter") == installed);
  CHECK(default_config_file("") == installed);
  std::filesystem::remove(configuration);
  CHECK(default_config_file(program) == installed);
}

TEST_CASE("without arguments every flag has its default") {
  const Flags flags = flags_of({});
  CHECK_FALSE(flags.config_file.empty());
  CHECK_FALSE(flags.config_check);
  CHECK_FALSE(flags.auto_reload);
  CHECK(flags.auto_reload_interval == 30s);
  CHECK_FALSE(flags.strict_permissions);
  CHECK_FALSE(flags.systemd_socket);
  CHECK(flags.route_prefix.empty());
  CHECK(addresses_of(flags) == Texts{":10877"});
  CHECK(flags.web_config_file.empty());
  CHECK(flags.telemetry_path == "/metrics");
  CHECK(flags.max_requests == 40);
  CHECK_FALSE(flags.enable_lifecycle);
  CHECK(flags.timeout_offset == 500ms);
  CHECK(flags.log_level == log::Level::kInfo);
  CHECK(flags.log_format == log::Format::kLogfmt);
  CHECK_FALSE(flags.once);
  CHECK_FALSE(flags.healthcheck);
}

TEST_CASE("each flag sets its own member") {
  CHECK(flags_of({"--config.file=x.yml"}).config_file == "x.yml");
  CHECK(flags_of({"--config.file", "x.yml"}).config_file == "x.yml");
  CHECK(flags_of({"--config.check"}).config_check);
  CHECK(flags_of({"--strict-permissions"}).strict_permissions);
  CHECK(flags_of({"--config.enable-auto-reload"}).auto_reload);
  CHECK(flags_of({"--config.auto-reload-interval=1s"}).auto_reload_interval == 1s);
  CHECK(flags_of({"--web.systemd-socket"}).systemd_socket);
  CHECK(flags_of({"--web.route-prefix=/cckm/"}).route_prefix == "/cckm");
  CHECK(flags_of({"--web.external-url=https://proxy/ops"}).route_prefix == "/ops");
  CHECK(addresses_of(flags_of({"--web.listen-address=[::1]:80"})) == Texts{"[::1]:80"});
  CHECK(addresses_of(flags_of({"--web.listen-address=:1", "--web.listen-address=:2"})) ==
        Texts{":1", ":2"});
  CHECK(flags_of({"--web.config.file=web.yml"}).web_config_file == "web.yml");
  CHECK(flags_of({"--web.telemetry-path=/a/b"}).telemetry_path == "/a/b");
  CHECK(flags_of({"--web.max-requests=1"}).max_requests == 1);
  CHECK(flags_of({"--web.max-requests=10000"}).max_requests == 10000);
  CHECK(flags_of({"--web.enable-lifecycle"}).enable_lifecycle);
  CHECK(flags_of({"--timeout-offset=1s"}).timeout_offset == 1s);
  CHECK(flags_of({"--timeout-offset=0s"}).timeout_offset == 0s);
  CHECK(flags_of({"--log.level=debug"}).log_level == log::Level::kDebug);
  CHECK(flags_of({"--log.level=info"}).log_level == log::Level::kInfo);
  CHECK(flags_of({"--log.level=warn"}).log_level == log::Level::kWarn);
  CHECK(flags_of({"--log.level=error"}).log_level == log::Level::kError);
  CHECK(flags_of({"--log.format=json"}).log_format == log::Format::kJson);
  CHECK(flags_of({"--log.format=logfmt"}).log_format == log::Format::kLogfmt);
  CHECK(flags_of({"--once"}).once);
  CHECK(flags_of({"--healthcheck"}).healthcheck);
}

TEST_CASE("an invalid argument is named on standard error, with exit code 2") {
  const auto [argument, part] = GENERATE(table<const char*, std::string>({
      {"--nonsense", "--nonsense"},
      {"exporter.yml", "exporter.yml"},
      {"--config.file", "--config.file"},
      {"--web.config.file", "--web.config.file"},
      {"--config.check=maybe", "maybe"},
      {"--web.listen-address=10877", "is not HOST:PORT"},
      {"--web.listen-address=:65536", "is not HOST:PORT"},
      {"--config.auto-reload-interval=0s", "must be 1s or longer"},
      {"--config.auto-reload-interval=30", "is not a duration such as 500ms or 1s"},
      {"--web.external-url=proxy/cckm", "is not a URL such as"},
      {"--web.route-prefix=/a b", "letters, digits and / - . _ ~ only"},
      {"--web.telemetry-path=metrics", "must begin with /"},
      {"--web.telemetry-path=", "--web.telemetry-path"},
      {"--web.telemetry-path=/", "must begin with /"},
      {"--web.telemetry-path=/-/metrics", "must begin with /"},
      {"--web.telemetry-path=/metrics?x", "letters, digits and / - . _ ~ only"},
      {"--web.telemetry-path=/my metrics", "letters, digits and / - . _ ~ only"},
      {"--web.max-requests=0", "--web.max-requests"},
      {"--web.max-requests=10001", "--web.max-requests"},
      {"--web.max-requests=many", "--web.max-requests"},
      {"--timeout-offset=500", "is not a duration such as 500ms or 1s"},
      {"--timeout-offset=-1s", "is not a duration such as 500ms or 1s"},
      {"--log.level=loud", "--log.level"},
      {"--log.format=xml", "--log.format"},
  }));
  CAPTURE(argument);
  const CapturedOutput errors(std::cerr);
  const CapturedOutput output(std::cout);
  CHECK(parse({argument}).exit_code == 2);
  CHECK_THAT(errors.text(), ContainsSubstring(part));
  CHECK(output.text().empty());
}

TEST_CASE("help and version are printed to standard output, with exit code 0") {
  const auto [argument, part] = GENERATE(table<const char*, std::string>({
      {"--help", "--web.telemetry-path"},
      {"--help", "500ms"},
      {"--version", "cckm_exporter, version "},
  }));
  CAPTURE(argument);
  const CapturedOutput errors(std::cerr);
  const CapturedOutput output(std::cout);
  CHECK(parse({argument}).exit_code == 0);
  CHECK_THAT(output.text(), ContainsSubstring(part));
  CHECK(errors.text().empty());
}
