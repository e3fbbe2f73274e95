// SPDX-License-Identifier: Apache-2.0
// Secrets in files, variables and the configuration itself, and every way of not finding one.
#include "exporter/config/secret.h"

#include <sys/stat.h>

#include <cstdlib>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

std::string largest() {
  return std::string(65536, 'x');
}

struct Row {
  std::string text;
  std::string wanted;   // the secret, or empty
  std::string problem;  // what follows the origin, if there is no secret
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"hunter2", "hunter2", ""},
      {" spaces and\ttabs ", " spaces and\ttabs ", ""},
      {"\xFF\xFE bytes", "\xFF\xFE bytes", ""},
      {largest(), largest(), ""},
      // One newline at the end is the editor's.
      {"hunter2\n", "hunter2", ""},
      {"hunter2\r\n", "hunter2", ""},
      {"hunter2\n\n", "", ": holds more than one line"},
      {"hunter2\r", "", ": holds more than one line"},
      {"hunter2\r\n\r\n", "", ": holds more than one line"},
      {"hunter2\nX-Header: 1", "", ": holds more than one line"},
      {"hunter2\rX-Header: 1", "", ": holds more than one line"},
      // No secret at all.
      {"", "", ": is empty"},
      {"\n", "", ": is empty"},
      {"\r\n", "", ": is empty"},
  };
  return kRows;
}

void check(const SecretSource& source, const Row& row, const std::string& origin) {
  INFO(row.text.substr(0, 60));
  const auto secret = read_secret(source);
  REQUIRE(secret.ok() == row.problem.empty());
  if (secret.ok()) {
    CHECK(secret->reveal() == row.wanted);
  } else {
    CHECK(secret.failure() == Failure{Reason::kAuth, origin + row.problem});
  }
}

}  // namespace

TEST_CASE("a secret is the text without its last newline, wherever it comes from") {
  const TemporaryFolder folder;
  for (const Row& row : rows()) {
    const std::string path = folder.write("secret", row.text);
    check(SecretFile{path}, row, path);
    check(Secret(row.text), row, "inline secret");
    REQUIRE(::setenv("CCKM_TEST_SECRET", row.text.c_str(), 1) == 0);
    check(SecretVariable{"CCKM_TEST_SECRET"}, row, "environment variable CCKM_TEST_SECRET");
  }
}

TEST_CASE("a secret file that is no good is told by its path alone") {
  const TemporaryFolder folder;
  using namespace std::string_literals;
  const auto problem = [](const std::string& path) {
    const auto secret = read_secret(SecretFile{path});
    REQUIRE_FALSE(secret.ok());
    CHECK(secret.failure().reason == Reason::kAuth);
    REQUIRE(secret.failure().detail.starts_with(path));
    return secret.failure().detail.substr(path.size());
  };
  CHECK(problem(folder.path() / "missing") == ": No such file or directory");
  CHECK(problem(folder.path()) == ": is not a regular file");
  CHECK(problem("/dev/zero") == ": is not a regular file");
  CHECK(problem(folder.write("nul", "hunt\0er2"s)) == ": holds a NUL byte");
  CHECK(problem(folder.write("large", largest() + "x")) == ": is over 65536 bytes");

  // Nobody writes to it: a plain open would wait for ever.
  const std::string fifo = folder.path() / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(problem(fifo) == ": is not a regular file");
}

TEST_CASE("a secret is read anew each time, through links as Kubernetes makes them") {
  const TemporaryFolder folder;
  folder.write("first", "old\n");
  folder.write("second", "new\n");
  const auto link = folder.path() / "token";
  std::filesystem::create_symlink("first", link);
  CHECK(read_secret(SecretFile{link}).value().reveal() == "old");
  std::filesystem::remove(link);
  std::filesystem::create_symlink("second", link);
  CHECK(read_secret(SecretFile{link}).value().reveal() == "new");
}

TEST_CASE("an environment variable that is not set is told by its name") {
  REQUIRE(::unsetenv("CCKM_TEST_SECRET") == 0);
  CHECK(read_secret(SecretVariable{"CCKM_TEST_SECRET"}).failure() ==
        Failure{Reason::kAuth, "environment variable CCKM_TEST_SECRET: is not set"});
}

}  // namespace cckm::test
