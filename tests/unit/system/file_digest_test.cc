// SPDX-License-Identifier: Apache-2.0
// Digests of files that are written, replaced and removed.
#include "exporter/system/file_digest.h"

#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("a file written anew with the same content keeps its digest") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "text");
  const auto before = digest_of(path);
  folder.write("a", "text");
  CHECK(digest_of(path) == before);
  CHECK(digest_of(folder.write("b", "text")) == before);
}

TEST_CASE("another content, another target of a link and a missing file have other digests") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "text");
  const auto before = digest_of(path);
  CHECK(digest_of(folder.write("b", "TEXT")) != before);
  std::filesystem::remove(path);
  CHECK(digest_of(path) != before);
  std::filesystem::create_symlink(folder.path() / "b", path);
  CHECK(digest_of(path) == digest_of((folder.path() / "b").string()));
}
