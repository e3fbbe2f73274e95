// SPDX-License-Identifier: Apache-2.0
// A file of tokens, read once in each collection.
#include "exporter/cckm/bearer_file.h"

#include "tests/support/catch.h"
#include "tests/unit/cckm/counting_telemetry.h"
#include "tests/unit/cckm/secret_file.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

struct BearerScene {
  Result<Token> get() {
    begin += 1s;  // each call is a collection of its own
    return get_again();
  }
  // In the same collection as the call before.
  Result<Token> get_again() { return source.get({}, {begin, Deadline::max()}); }
  std::string jwt() { return get().value().jwt.reveal(); }
  std::string failure() { return std::string(reason_name(get().failure().reason)); }

  SecretFileOnDisk file;
  std::shared_ptr<CountingTelemetry> counted = std::make_shared<CountingTelemetry>();
  CountingTelemetry& telemetry = *counted;
  Deadline begin{};
  BearerFile source{credentials_of(BearerAuth{file.secret()}), counted};
};

}  // namespace

TEST_CASE("a changed file gives a new token, and an unchanged one the same") {
  BearerScene scene;
  scene.file.write("a.b.c\n");
  const auto first = scene.get().value();
  CHECK(first.jwt.reveal() == "a.b.c");
  CHECK(scene.get().value().generation == first.generation);
  CHECK(scene.telemetry.files() == 1);
  scene.file.write("a.b.d\n");
  CHECK(scene.jwt() == "a.b.d");
  CHECK(scene.telemetry.files() == 2);
  scene.file.write("Bearer a.b.c\n");
  CHECK(scene.failure() == "auth");
}

TEST_CASE("a file without a token is named with what is wrong, and never shown") {
  BearerScene scene;
  scene.file.write("Bearer a.b.c\n");
  const std::string path = std::get<SecretFile>(scene.file.secret()).path;
  CHECK(scene.get().failure() ==
        Failure{Reason::kAuth, path + ": begins with the word Bearer, write the token alone"});
  CHECK(scene.telemetry.failed == 1);
}

TEST_CASE("a bearer token file is read once a collection") {
  BearerScene scene;
  scene.file.write("a.b.c\n");
  const Token first = scene.get().value();
  scene.file.write("a.b.d\n");
  CHECK(scene.get_again()->jwt.reveal() == "a.b.c");
  SECTION("and again in the next collection") {
    CHECK(scene.get()->jwt.reveal() == "a.b.d");
  }
  SECTION("and once more after a 401") {
    CHECK_FALSE(scene.source.refused(first, scene.begin));
    const Token second = scene.get_again().value();
    CHECK(second.jwt.reveal() == "a.b.d");
    scene.file.write("a.b.e\n");
    CHECK_FALSE(scene.source.refused(second, scene.begin));
    CHECK(scene.get_again()->jwt.reveal() == "a.b.d");
    CHECK(scene.get()->jwt.reveal() == "a.b.e");
  }
  SECTION("even if the file has no token") {
    scene.file.write("not a token\n");
    CHECK(scene.failure() == "auth");
    scene.file.write("a.b.f\n");
    CHECK_FALSE(scene.get_again());
    CHECK(scene.get()->jwt.reveal() == "a.b.f");
  }
}

TEST_CASE("a bearer token is not given up, however often CM refuses it") {
  BearerScene scene;
  scene.file.write("a.b.c");
  const Token token = scene.get().value();
  for (int i = 0; i < 10; ++i) {
    CHECK_FALSE(scene.source.refused(token, scene.begin));
    CHECK_FALSE(scene.source.refused_although_new(token, scene.begin));
  }
  CHECK(scene.get()->generation == token.generation);
}

TEST_CASE("the secrets of a bearer file are its token and what the file has now") {
  BearerScene scene;
  scene.file.write("a.b.c");
  scene.jwt();
  scene.file.write("a.b.d");
  CHECK(scene.source.live_secrets() == std::vector{Secret("a.b.c"), Secret("a.b.d")});
}

TEST_CASE("before the first read the only secret of a bearer file is what the file has now") {
  BearerScene scene;
  scene.file.write("a.b.c");
  CHECK(scene.source.live_secrets() == std::vector{Secret("a.b.c")});
}

TEST_CASE("the expiry of a bearer token is that of its claims") {
  BearerScene scene;
  scene.file.write("a.b.c");
  scene.jwt();
  CHECK_FALSE(scene.telemetry.expiry_known);
  scene.file.write("e30.eyJleHAiOjE2MDAwMDAwMDB9.c2ln");  // {"exp":1600000000}
  scene.jwt();
  CHECK(scene.telemetry.expiry_known);
}

TEST_CASE("a reload clears the back-off and the expiry of an earlier source") {
  BearerScene scene;
  scene.telemetry.token_expires_at(std::chrono::system_clock::now());
  scene.telemetry.login_backoff_until(std::chrono::system_clock::now());
  scene.source.begin_anew();
  CHECK_FALSE(scene.telemetry.expiry_known);
  CHECK_FALSE(scene.telemetry.backing_off);
}

}  // namespace cckm::test
