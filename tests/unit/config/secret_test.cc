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

const std::string kMark = ": begins with a byte order mark, save it as UTF-8 without one";
const std::string kUtf16 = ": is UTF-16, save it as UTF-8 without a byte order mark";

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"hunter2", "hunter2", ""},
      {" spaces and\ttabs ", " spaces and\ttabs ", ""},
      {"P\xC3\xA4ssw\xC3\xB6rd-1", "P\xC3\xA4ssw\xC3\xB6rd-1", ""},
      {largest(), largest(), ""},
      // One newline at the end is the editor's.
      {"hunter2\n", "hunter2", ""},
      {"hunter2\r\n", "hunter2", ""},
      {"hunter2\n\n", "", ": holds more than one line"},
      {"hunter2\r", "", ": holds more than one line"},
      {"hunter2\r\n\r\n", "", ": holds more than one line"},
      {"hunter2\nX-Header: 1", "", ": holds more than one line"},
      {"hunter2\rX-Header: 1", "", ": holds more than one line"},
      // As editors and pipelines leave files.
      {"P\xE4ssw\xF6rd-1", "", ": is not valid UTF-8, save it as UTF-8"},
      {"caf\xC3", "", ": is not valid UTF-8, save it as UTF-8"},
      {"\xC0\x80", "", ": is not valid UTF-8, save it as UTF-8"},
      {"\xEF\xBB\xBFSecret-1\n", "", kMark},
      {"\xEF\xBB\xBF", "", kMark},
      {"\xFF\xFES", "", kUtf16},
      {"\xFE\xFFS", "", kUtf16},
      {"\x1B[32mSecret-1\x1B[0m\n", "", ": holds a control character"},
      {"Secret-1\x1A", "", ": holds a control character"},
      {"Secret-1\x7F", "", ": holds a control character"},
      // No secret at all.
      {"", "", ": is empty"},
      {"\n", "", ": is empty"},
      {"\r\n", "", ": is empty"},
      {"   \n", "", ": holds only white space"},
      {"\t", "", ": holds only white space"},
  };
  return kRows;
}

const std::string kNoToken =
    "holds no JSON web token: three parts of base64url with dots between them";

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
  CHECK(problem(folder.write("le", "\xFF\xFES\0e\0\n\0"s)) == kUtf16);
  CHECK(problem(folder.write("be", "\xFE\xFF\0S\0e\0\n"s)) == kUtf16);
  CHECK(problem(folder.write("large", largest() + "x")) == ": is over 65536 bytes");

  // Nobody writes to it: a plain open would wait for ever.
  const std::string fifo = folder.path() / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(problem(fifo) == ": is not a regular file");
}

TEST_CASE("a token is a secret that is a JSON web token") {
  const TemporaryFolder folder;
  const std::string path = folder.write("token", "a.b.c\n");
  CHECK(read_token(SecretFile{path}).value().reveal() == "a.b.c");
  CHECK(read_token(Secret("a.b.c")).value().reveal() == "a.b.c");
}

TEST_CASE("a file that holds more or less than a token is refused, without its content") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {"Bearer a.b.c", "begins with the word Bearer, write the token alone"},
      {"bearer a.b.c", "begins with the word Bearer, write the token alone"},
      {"Bearer: a.b.c", "begins with the word Bearer, write the token alone"},
      {"Authorization: Bearer a.b.c", "holds an HTTP header, write the token alone"},
      {"authorization:a.b.c", "holds an HTTP header, write the token alone"},
      {R"({"jwt":"a.b.c","duration":300})", "holds JSON, write the token alone"},
      {R"(["a.b.c"])", "holds JSON, write the token alone"},
      {R"("a.b.c")", "begins with a quote, write the token without quotes"},
      {"'a.b.c'", "begins with a quote, write the token without quotes"},
      {" a.b.c", "begins with a space, write the token alone"},
      {"a.b.c ", kNoToken},
      {"a.b", kNoToken},
      {"a.b.c.d", kNoToken},
      {"a.b.c=", kNoToken},
      {"hunter2", kNoToken},
      {"a.b." + std::string(16384, 'c'), kNoToken},
      // No secret at all.
      {"", "is empty"},
      {"a.b.c\na.b.d\n", "holds more than one line"},
      {"\xEF\xBB\xBF"
       "a.b.c",
       "begins with a byte order mark, save it as UTF-8 without one"},
  }));
  CAPTURE(text);
  const TemporaryFolder folder;
  const std::string path = folder.write("token", text);
  CHECK(read_token(SecretFile{path}).failure() == Failure{Reason::kAuth, path + ": " + problem});
}

TEST_CASE("a refresh token is printable ASCII, with nothing around it") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {"abc-DEF_123.~+/=", ""},
      {"a.b.c\r\n", ""},
      {R"({"jwt":"a.b.c","refresh_token":"abc"})", "holds JSON, write the token alone"},
      {R"("abc")", "begins with a quote, write the token without quotes"},
      {"Bearer abc", "begins with the word Bearer, write the token alone"},
      {" abc", "begins with a space, write the token alone"},
      {"abc def", "holds no refresh token: printable ASCII without spaces"},
      {"abc ", "holds no refresh token: printable ASCII without spaces"},
      {"\xC2\xA0"
       "abc",
       "holds no refresh token: printable ASCII without spaces"},
      {"", "is empty"},
  }));
  CAPTURE(text);
  const TemporaryFolder folder;
  const std::string path = folder.write("token", text);
  const auto token = read_refresh_token(SecretFile{path});
  CHECK(token.ok() == problem.empty());
  if (!token) CHECK(token.failure() == Failure{Reason::kAuth, path + ": " + problem});
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
