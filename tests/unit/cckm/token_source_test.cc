// SPDX-License-Identifier: Apache-2.0
// The token's life against a CM made of values and a clock that the test turns.
#include "exporter/cckm/token_source.h"

#include <atomic>
#include <deque>
#include <future>
#include <thread>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// Counts what it is told.
class CountingTelemetry final : public Telemetry {
 public:
  void request_started(std::string_view) override {}
  void request_finished(std::string_view, std::chrono::duration<double>,
                        std::optional<Reason>) override {}
  void token_requested(Grant grant) override { ++requested[static_cast<std::size_t>(grant)]; }
  void token_request_failed(Reason) override { ++failed; }
  void token_expires_at(std::optional<std::chrono::system_clock::time_point> when) override {
    expiry_known = when.has_value();
  }
  void login_backoff_until(std::optional<std::chrono::system_clock::time_point> when) override {
    backing_off = when.has_value();
  }

  int passwords() const { return requested[static_cast<std::size_t>(Grant::kPassword)]; }
  int refreshes() const { return requested[static_cast<std::size_t>(Grant::kRefreshToken)]; }
  int files() const { return requested[static_cast<std::size_t>(Grant::kBearerFile)]; }

  std::array<std::atomic<int>, kGrantNames.size()> requested{};
  std::atomic<int> failed = 0;
  std::atomic<bool> expiry_known = false;
  std::atomic<bool> backing_off = false;
};

HttpResponse granted(int number, int life = 300, bool with_refresh_token = true) {
  const std::string refresh =
      with_refresh_token ? R"(,"refresh_token":"refresh","refresh_token_expires_in":1800)" : "";
  return {.status = 200,
          .body = R"({"jwt":"a.b.)" + std::to_string(number) + R"(","duration":)" +
                  std::to_string(life) + refresh + "}",
          .retry_after = {},
          .date = {}};
}

HttpResponse status(int code) {
  return {.status = code, .body = {}, .retry_after = {}, .date = {}};
}

PasswordAuth user(SecretSource password) {
  PasswordAuth auth;
  auth.username = "user";
  auth.password = std::move(password);
  return auth;
}

// A token source with a password from the environment, its clock, and the CM it talks to: answers
// are taken from a queue, and a queue run dry is a connection refused.
struct Scene {
  explicit Scene(Auth auth = user({SecretSource::From::kInline, "secret"}))
      : source(std::move(auth), counted, [this] { return now.load(); }) {}

  Result<Token> get() {
    begin += 1s;  // each call is a collection of its own
    return get_again();
  }
  // In the same collection as the call before.
  Result<Token> get_again() {
    return source.get(
        [this](const HttpRequest& request, Deadline) -> Result<HttpResponse> {
          sent.push_back(request.body);
          if (answers.empty()) return Failure{Reason::kConnect, "refused"};
          auto answer = answers.front();
          answers.pop_front();
          return answer;
        },
        {begin, Deadline::max()});
  }
  std::string jwt() { return get().value().jwt; }
  std::string failure() { return std::string(reason_name(get().failure().reason)); }
  void pass(BootClock::duration time) { now = now.load() + time; }

  std::shared_ptr<CountingTelemetry> counted = std::make_shared<CountingTelemetry>();
  CountingTelemetry& telemetry = *counted;
  std::atomic<BootClock::time_point> now{BootClock::time_point(1h)};
  std::deque<HttpResponse> answers;
  std::vector<std::string> sent;
  Deadline begin{};
  TokenSource source;
};

Window until(Deadline end) {
  return {.begin = {}, .end = end};
}

// A secret in a file that a test writes.
class SecretFile {
 public:
  void write(const std::string& text) const { folder_.write("secret", text); }
  SecretSource secret() const {
    return {SecretSource::From::kFile, (folder_.path() / "secret").string()};
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a token is kept until shortly before its end") {
  Scene scene;
  scene.answers = {granted(1), granted(2)};
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.telemetry.expiry_known);
  scene.pass(239s);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent.size() == 1);
  scene.pass(1s);  // a fifth of 300 s is left
  CHECK(scene.jwt() == "a.b.2");
  CHECK(scene.sent.size() == 2);
}

TEST_CASE("the margin is never more than a minute") {
  Scene scene;
  scene.answers = {granted(1, 3600), granted(2, 3600)};
  CHECK(scene.jwt() == "a.b.1");
  scene.pass(3539s);
  CHECK(scene.jwt() == "a.b.1");
  scene.pass(1s);
  CHECK(scene.jwt() == "a.b.2");
}

TEST_CASE("a login says who and where, and asks for a refresh token that ends") {
  PasswordAuth auth = user({SecretSource::From::kInline, "p\\w"});
  auth.username = "us\"er";
  auth.domain = "root";
  auth.auth_domain = "auth";
  auth.auth_domain_path = "/tenant";
  auth.connection = "local";
  Scene scene(auth);
  scene.answers = {granted(1)};
  REQUIRE(scene.get().ok());
  CHECK(scene.sent[0] ==
        R"({"grant_type":"password","username":"us\"er","password":"p\\w","connection":"local",)"
        R"("domain":"root","auth_domain":"auth","auth_domain_path":"/tenant",)"
        R"("refresh_token_lifetime":60,"refresh_token_revoke_unused_in":15})");
}

TEST_CASE("a token is renewed by its refresh token, and by the password only without one") {
  Scene scene;
  SECTION("refresh token") {
    scene.answers = {granted(1), granted(2)};
    scene.jwt();
    scene.pass(299s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.sent[1] == R"({"grant_type":"refresh_token","refresh_token":"refresh"})");
    CHECK(scene.telemetry.passwords() == 1);
    CHECK(scene.telemetry.refreshes() == 1);
  }
  SECTION("none was given") {
    scene.answers = {granted(1, 300, false), granted(2)};
    scene.jwt();
    scene.pass(299s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 2);
  }
  SECTION("it has ended") {
    scene.answers = {granted(1), granted(2)};
    scene.jwt();
    scene.pass(1800s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 2);
    CHECK(scene.telemetry.refreshes() == 0);
  }
  SECTION("it is refused: one password login") {
    scene.answers = {granted(1), status(401), granted(2), granted(3)};
    scene.jwt();
    scene.pass(299s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 2);
    CHECK(scene.telemetry.refreshes() == 1);
    CHECK_FALSE(scene.telemetry.backing_off);
  }
  SECTION("CM cannot be reached: no password is tried") {
    scene.answers = {granted(1), status(503)};
    scene.jwt();
    scene.pass(301s);
    CHECK(scene.failure() == "http_5xx");
    CHECK(scene.telemetry.passwords() == 1);
    CHECK(scene.failure() == "connect");
    CHECK(scene.telemetry.passwords() == 1);
  }
}

TEST_CASE("a token that cannot be renewed serves to its end, without a try for each job") {
  Scene scene;
  scene.answers = {granted(1)};
  scene.jwt();
  scene.pass(240s);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent.size() == 2);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent.size() == 2);
  scene.pass(30s);  // half of what was left
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent.size() == 3);
  scene.pass(30s);
  CHECK(scene.failure() == "connect");
  CHECK_FALSE(scene.telemetry.expiry_known);
}

TEST_CASE("a refused login is not repeated before its time") {
  const int code = GENERATE(400, 401, 403, 423, 429);
  Scene scene;
  scene.answers = {status(code), status(code), granted(1)};
  CHECK(scene.failure() == "auth");
  CHECK(scene.telemetry.backing_off);
  scene.pass(59s);
  CHECK(scene.failure() == "login_backoff");
  CHECK(scene.sent.size() == 1);
  scene.pass(7s);  // 60 s and at most a tenth
  CHECK(scene.failure() == "auth");
  scene.pass(119s);
  CHECK(scene.failure() == "login_backoff");
  scene.pass(13s);
  CHECK(scene.jwt() == "a.b.1");
  CHECK_FALSE(scene.telemetry.backing_off);
}

TEST_CASE("an operator's reload ends a back-off and keeps what was obtained") {
  Scene scene;
  scene.telemetry.token_expires_at(std::chrono::system_clock::now());  // by an earlier source
  scene.source.begin_anew();
  CHECK_FALSE(scene.telemetry.expiry_known);
  scene.answers = {status(401), granted(1)};
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
  scene.source.begin_anew();
  CHECK_FALSE(scene.telemetry.backing_off);
  CHECK(scene.jwt() == "a.b.1");
  scene.source.begin_anew();
  CHECK(scene.telemetry.expiry_known);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent.size() == 2);
}

TEST_CASE("the back-off grows to a quarter of an hour") {
  CHECK(login_backoff(1) == 60s);
  CHECK(login_backoff(2) == 120s);
  CHECK(login_backoff(3) == 300s);
  CHECK(login_backoff(4) == 900s);
  CHECK(login_backoff(1000) == 900s);
}

TEST_CASE("a 429 to a login is obeyed") {
  Scene scene;
  auto busy = status(429);
  busy.retry_after = "200";
  scene.answers = {busy, granted(1)};
  CHECK(scene.failure() == "auth");
  scene.pass(199s);
  CHECK(scene.failure() == "login_backoff");
  scene.pass(21s);
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("an answer without a usable token counts as a refusal") {
  Scene scene;
  scene.answers = {{.status = 200, .body = R"({"duration":300})", .retry_after = {}, .date = {}}};
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
}

TEST_CASE("what is not CM's no is tried again at once") {
  Scene scene;
  scene.answers = {status(500), status(302), granted(1)};
  CHECK(scene.failure() == "http_5xx");
  CHECK(scene.failure() == "redirect");
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a changed secret ends the back-off") {
  const SecretFile file;
  file.write("wrong\n");
  Scene scene(user(file.secret()));
  scene.answers = {status(401), granted(1)};
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
  file.write("right\n");
  CHECK(scene.jwt() == "a.b.1");
  CHECK_THAT(scene.sent[1], ContainsSubstring(R"("password":"right")"));
}

TEST_CASE("a secret that cannot be read is an auth failure and no request") {
  const SecretFile file;  // not there
  Scene scene(user(file.secret()));
  CHECK(scene.failure() == "auth");
  CHECK(scene.sent.empty());
  file.write("secret");
  scene.answers = {granted(1)};
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a refresh token from a file") {
  const SecretFile file;
  file.write("from-file\n");
  Scene scene(RefreshTokenAuth{file.secret()});
  scene.answers = {granted(1, 300, false), granted(2, 300, false), status(401)};
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent[0] == R"({"grant_type":"refresh_token","refresh_token":"from-file"})");
  scene.pass(300s);
  CHECK(scene.jwt() == "a.b.2");
  scene.pass(300s);
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
}

TEST_CASE("a bearer token is read from its file whenever that changes") {
  const SecretFile file;
  file.write("a.b.c\n");
  Scene scene(BearerAuth{file.secret()});
  const auto first = scene.get().value();
  CHECK(first.jwt == "a.b.c");
  CHECK(scene.get().value().generation == first.generation);
  CHECK(scene.telemetry.files() == 1);
  file.write("a.b.d\n");
  CHECK(scene.jwt() == "a.b.d");
  CHECK(scene.telemetry.files() == 2);
  file.write("not a token\n");
  CHECK(scene.failure() == "auth");
  CHECK(scene.sent.empty());
}

TEST_CASE("a bearer token file is read once a collection") {
  const SecretFile file;
  file.write("a.b.c\n");
  Scene scene(BearerAuth{file.secret()});
  const Token first = scene.get().value();
  file.write("a.b.d\n");
  CHECK(scene.get_again()->jwt == "a.b.c");
  SECTION("and in the next one") {
    CHECK(scene.get()->jwt == "a.b.d");
  }
  SECTION("and once more after a 401") {
    CHECK_FALSE(scene.source.refused(first));
    const Token second = scene.get_again().value();
    CHECK(second.jwt == "a.b.d");
    file.write("a.b.e\n");
    CHECK_FALSE(scene.source.refused(second));
    CHECK(scene.get_again()->jwt == "a.b.d");
    CHECK(scene.get()->jwt == "a.b.e");
  }
  SECTION("and a broken one too") {
    file.write("not a token\n");
    CHECK(scene.failure() == "auth");
    file.write("a.b.f\n");
    CHECK_FALSE(scene.get_again());
    CHECK(scene.get()->jwt == "a.b.f");
  }
}

TEST_CASE("a token that was good and is refused has been revoked: a new one is made once") {
  Scene scene;
  scene.answers = {granted(1), granted(2)};
  const auto first = scene.get().value();
  scene.source.accepted(first);
  CHECK_FALSE(scene.source.refused(first));
  CHECK_FALSE(scene.source.refused(first));  // another job, a moment later
  const auto second = scene.get().value();
  CHECK(second.jwt == "a.b.2");
  CHECK_FALSE(scene.source.refused(first));  // and one that was slow
  CHECK(scene.get().value().generation == second.generation);
}

TEST_CASE("a token that never was good is given up like a refused login") {
  Scene scene;
  scene.answers = {granted(1), granted(2)};
  const auto token = scene.get().value();
  CHECK_FALSE(scene.source.refused(token));
  CHECK_FALSE(scene.source.refused(token));
  CHECK(scene.jwt() == "a.b.1");  // it may be good for other jobs
  CHECK(scene.source.refused(token));
  CHECK(scene.failure() == "login_backoff");
  scene.pass(66s);
  CHECK(scene.jwt() == "a.b.2");
  CHECK(scene.telemetry.passwords() == 2);
}

TEST_CASE("however many wait, one logs in and all get what came of it") {
  const bool well = GENERATE(true, false);
  Scene scene;
  constexpr int kWaiting = 16;
  std::atomic<int> logins = 0;
  std::promise<void> release;
  const auto held = release.get_future().share();
  const Send send = [&](const HttpRequest&, Deadline) -> Result<HttpResponse> {
    ++logins;
    held.wait();
    return well ? granted(1) : status(401);
  };
  std::vector<std::future<Result<Token>>> tokens;
  for (int i = 0; i < kWaiting; ++i) {
    tokens.push_back(std::async(std::launch::async,
                                [&] { return scene.source.get(send, until(Deadline::max())); }));
  }
  while (logins == 0) std::this_thread::yield();
  release.set_value();
  for (auto& token : tokens) {
    const auto result = token.get();
    CHECK(result.ok() == well);
    if (well) CHECK(result->jwt == "a.b.1");
  }
  CHECK(logins == 1);
}

TEST_CASE("nobody waits past a deadline for somebody else's login") {
  Scene scene;
  std::promise<void> begun;
  std::promise<void> release;
  auto leader = std::async(std::launch::async, [&] {
    return scene.source.get(
        [&](const HttpRequest&, Deadline) -> Result<HttpResponse> {
          begun.set_value();
          release.get_future().wait();
          return granted(1);
        },
        until(Deadline::max()));
  });
  begun.get_future().wait();
  const auto late = scene.source.get({}, until(std::chrono::steady_clock::now() + 20ms));
  CHECK(late.failure().reason == Reason::kTimeout);
  release.set_value();
  CHECK(leader.get().ok());
}

TEST_CASE("a login cut by its caller's deadline is taken over by one who has more time") {
  Scene scene;
  std::promise<void> begun;
  std::promise<void> release;
  auto hasty = std::async(std::launch::async, [&] {
    return scene.source.get(
        [&](const HttpRequest&, Deadline) -> Result<HttpResponse> {
          begun.set_value();
          release.get_future().wait();
          return Failure{Reason::kTimeout, "deadline"};
        },
        until(Deadline::max()));
  });
  begun.get_future().wait();
  auto patient = std::async(std::launch::async, [&] {
    return scene.source.get(
        [](const HttpRequest&, Deadline) -> Result<HttpResponse> { return granted(1); },
        until(Deadline::max()));
  });
  release.set_value();
  CHECK(hasty.get().failure().reason == Reason::kTimeout);
  CHECK(patient.get().value().jwt == "a.b.1");
}

TEST_CASE("who has waited for a login hears what came of it, even while the next one runs") {
  Scene scene;
  const Send refused = [](const HttpRequest&, Deadline) -> Result<HttpResponse> {
    std::this_thread::yield();  // so that somebody waits
    return Failure{Reason::kConnect, "refused"};
  };
  std::vector<std::future<int>> callers;
  for (int i = 0; i < 8; ++i) {
    callers.push_back(std::async(std::launch::async, [&] {
      int misled = 0;
      for (int round = 0; round < 500; ++round) {
        const auto token = scene.source.get(refused, until(Deadline::max()));
        misled += token.failure().reason == Reason::kConnect ? 0 : 1;
      }
      return misled;
    }));
  }
  for (auto& caller : callers) CHECK(caller.get() == 0);
}

TEST_CASE("a new token that is refused to one is kept if it was good for others") {
  Scene scene;
  scene.answers = {granted(1), granted(2)};
  const Token token = scene.get().value();
  scene.source.accepted(token);
  CHECK_FALSE(scene.source.refused_although_new(token));
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a new token that is refused to all is given up like a refused login") {
  Scene scene;
  scene.answers = {granted(1), granted(2)};
  const Token token = scene.get().value();
  for (int i = 1; i < TokenSource::kDoubts; ++i) {
    CHECK_FALSE(scene.source.refused_although_new(token));
  }
  CHECK(scene.source.refused_although_new(token));
  CHECK(scene.failure() == "login_backoff");
}
