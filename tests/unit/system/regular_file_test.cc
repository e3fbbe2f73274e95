// SPDX-License-Identifier: Apache-2.0
// Regular files, and everything else that a path can name.
#include "exporter/system/regular_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace cckm;
using namespace cckm::test;

namespace {

std::string failure_of(const std::string& path, std::size_t max_size = 100) {
  const auto text = read_regular_file(path, max_size);
  REQUIRE_FALSE(text.ok());
  return text.failure().detail;
}

}  // namespace

TEST_CASE("a regular file is read as a whole, through symbolic links") {
  const TemporaryFolder folder;
  const auto size = GENERATE(as<std::size_t>{}, 1, 4095, 4096, 4097, 100'000);
  const std::string content(size, '\xff');
  const std::string path = folder.write("file", content);
  std::filesystem::create_symlink(path, folder.path() / "link");
  CHECK(read_regular_file(path, size).value() == content);
  CHECK(read_regular_file(folder.path() / "link", size).value() == content);
  CHECK(failure_of(path, size - 1) == "is over " + std::to_string(size - 1) + " bytes");
}

TEST_CASE("anything else is a failure, without blocking") {
  const TemporaryFolder folder;
  const std::string fifo = folder.path() / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(failure_of(folder.path() / "missing") == "No such file or directory");
  CHECK(failure_of(folder.write("empty", "")) == "is empty");
  CHECK(failure_of(folder.path()) == "is not a regular file");
  CHECK(failure_of("/dev/zero") == "is not a regular file");
  CHECK(failure_of(fifo) == "is not a regular file");
  if (::geteuid() != 0) {
    const std::string path = folder.write("secret", "x");
    REQUIRE(::chmod(path.c_str(), 0) == 0);
    CHECK(failure_of(path) == "Permission denied");
  }
}

TEST_CASE("a file is world-readable by the permission for others") {
  const TemporaryFolder folder;
  const std::string path = folder.write("file", "x");
  const auto [mode, wanted] = GENERATE(table<mode_t, bool>(
      {{0600, false}, {0640, false}, {0644, true}, {0604, true}, {0633, false}}));
  CAPTURE(mode);
  REQUIRE(::chmod(path.c_str(), mode) == 0);
  CHECK(is_world_readable(path) == wanted);
}

TEST_CASE("only a regular file is world-readable") {
  const TemporaryFolder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  CHECK_FALSE(is_world_readable(folder.path()));
  CHECK_FALSE(is_world_readable(folder.path() / "missing"));
  CHECK_FALSE(is_world_readable("/dev/zero"));
}
