// SPDX-License-Identifier: Apache-2.0
// Authorities in a file and in a directory of the test's own, which change.
#include "exporter/http/system_authorities.h"

#include <openssl/safestack.h>
#include <openssl/x509_vfy.h>

#include <cstdlib>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"

using namespace cckm;
using namespace cckm::test;

namespace {

// Replaces the system's authorities: one in the file, none in the directory.
struct AuthoritiesScene {
  AuthoritiesScene() {
    write_file();
    std::filesystem::create_directory(directory);
    ::setenv("SSL_CERT_FILE", (folder.path() / "file.pem").c_str(), 1);
    ::setenv("SSL_CERT_DIR", directory.c_str(), 1);
  }
  ~AuthoritiesScene() {
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
  }
  AuthoritiesScene(const AuthoritiesScene&) = delete;
  AuthoritiesScene& operator=(const AuthoritiesScene&) = delete;

  void write_file(const std::string& more = {}) const {
    folder.write("file.pem", authority + more);
  }

  TemporaryFolder folder;
  std::filesystem::path directory = folder.path() / "directory";
  std::string authority = make_pem_pair().certificate;
};

int size_of(const std::shared_ptr<X509_STORE>& store) {
  return sk_X509_OBJECT_num(X509_STORE_get0_objects(store.get()));
}

}  // namespace

TEST_CASE("the system's authorities are parsed once while their files do not change") {
  const AuthoritiesScene scene;
  const auto first = system_authorities();
  REQUIRE(first);
  CHECK(size_of(first) == 1);
  CHECK(system_authorities() == first);
}

TEST_CASE("the system's authorities are parsed again when their file has changed") {
  const AuthoritiesScene scene;
  const auto first = system_authorities();
  scene.write_file(make_pem_pair().certificate);
  const auto second = system_authorities();
  CHECK(second != first);
  CHECK(size_of(second) == 2);
  CHECK(size_of(first) == 1);
}

TEST_CASE("a file that comes to the directory, or leaves it, makes a new store") {
  const AuthoritiesScene scene;
  const auto first = system_authorities();
  const auto file = scene.folder.write("directory/0123abcd.0", scene.authority);
  const auto second = system_authorities();
  CHECK(second != first);
  CHECK(system_authorities() == second);
  std::filesystem::remove(file);
  CHECK(system_authorities() != second);
}

TEST_CASE("without file and directory the system has no authorities") {
  const AuthoritiesScene scene;
  std::filesystem::remove_all(scene.folder.path());
  const auto none = system_authorities();
  REQUIRE(none);
  CHECK(size_of(none) == 0);
  CHECK(system_authorities() == none);
}
