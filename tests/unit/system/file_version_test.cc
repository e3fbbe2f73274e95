// SPDX-License-Identifier: Apache-2.0
// Versions of files that are written, replaced, removed, or reached by another link.
#include "exporter/system/file_version.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

namespace fs = std::filesystem;

TEST_CASE("a file that nobody touches keeps its version") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "text");
  CHECK(version_of(path) == version_of(path));
  CHECK(version_of(path) != FileVersion{});
  CHECK(version_of(path).size == 4);
}

TEST_CASE("a file that does not exist has the empty version") {
  const TemporaryFolder folder;
  CHECK(version_of((folder.path() / "none").string()) == FileVersion{});
}

TEST_CASE("a change gives a file another version") {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a", "text");
  const FileVersion before = version_of(path.string());
  SECTION("another size") {
    std::ofstream(path) << "more text";
  }
  SECTION("the same size at another time") {
    fs::last_write_time(path, fs::last_write_time(path) + std::chrono::nanoseconds(1));
  }
  SECTION("another file in its place, with the same size and time") {
    const fs::path other = folder.write("b", "TEXT");
    fs::last_write_time(other, fs::last_write_time(path));
    fs::rename(other, path);
  }
  SECTION("no file") {
    fs::remove(path);
  }
  CHECK(version_of(path.string()) != before);
}

TEST_CASE("a symbolic link to another file gives another version") {
  const TemporaryFolder folder;
  const fs::path link = folder.path() / "link";
  fs::create_symlink(folder.write("a", "text"), link);
  const FileVersion before = version_of(link.string());
  fs::remove(link);
  fs::create_symlink(folder.write("b", "text"), link);
  CHECK(version_of(link.string()) != before);
}

}  // namespace cckm::test
