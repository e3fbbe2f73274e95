// SPDX-License-Identifier: Apache-2.0
// Which configuration is read without --config.file.
#include "exporter/flags.h"

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("only a checkout's own program reads the checkout's configuration") {
  const TemporaryFolder checkout;
  std::filesystem::create_directory(checkout.path() / "build");
  std::filesystem::create_directory(checkout.path() / "config");
  const std::string configuration = checkout.write("config/exporter.yml", "managers: []");
  const auto program = checkout.path() / "build" / "cckm_exporter";
  const std::string installed = "/etc/cckm_exporter/exporter.yml";

  CHECK(default_config_file(program) == installed);  // no build folder of CMake's
  checkout.write("build/CMakeCache.txt", "");
  CHECK(default_config_file(program) == configuration);
  CHECK(default_config_file("/usr/bin/cckm_exporter") == installed);
  CHECK(default_config_file("") == installed);
  std::filesystem::remove(configuration);
  CHECK(default_config_file(program) == installed);
}
