// SPDX-License-Identifier: Apache-2.0
// Logins with a CM made of values and a clock that the test turns.
#include "exporter/cckm/login.h"

#include <atomic>
#include <deque>
#include <future>
#include <thread>

#include "tests/support/catch.h"
#include "tests/unit/cckm/counting_telemetry.h"
#include "tests/unit/cckm/secret_file.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

HttpResponse granted(int number, int life = 300, bool with_refresh_token = true) {
  const std::string refresh =
      with_refresh_token ? R"(,"refresh_token":"refresh","refresh_token_expires_in":1800)" : "";
  return {.status = 200,
          .body = R"({"jwt":"a.b.)" + std::to_string(number) + R"(","duration":)" +
                  std::to_string(life) + refresh + "}",
          .retry_after = {},
          .date = {}};
}

HttpResponse status(int code, std::string body = {}) {
  return {.status = code, .body = std::move(body), .retry_after = {}, .date = {}};
}

// CM's own response to wrong credentials.
HttpResponse refusal(int code = 401) {
  return status(code, R"({"code":5,"codeDesc":"NCERRUnauthorizedAccess: denied"})");
}

PasswordAuth user(SecretSource password) {
  PasswordAuth auth;
  auth.username = "user";
  auth.password = std::move(password);
  return auth;
}

// A login with a password, its clock, and CM: responses are taken from a queue, and an empty queue
// is a refused connection.
struct LoginScene {
  explicit LoginScene(const Auth& auth = user(Secret("secret")))
      : login(credentials_of(auth), counted, [this] { return now.load(); }) {}

  // Each call is a collection of its own.
  Result<Token> get() {
    collection += 1s;
    return get_again();
  }
  // In the same collection as the call before.
  Result<Token> get_again() {
    return login.get(
        [this](const HttpRequest& request, Deadline) -> Result<HttpResponse> {
          sent.push_back(request.body);
          if (responses.empty()) return Failure{Reason::kConnect, "refused"};
          auto response = responses.front();
          responses.pop_front();
          return response;
        },
        {collection, Deadline::max()});
  }
  std::string jwt() { return get().value().jwt.reveal(); }
  std::string failure() { return std::string(reason_name(get().failure().reason)); }
  std::string detail() { return get().failure().detail; }
  void pass(BootClock::duration time) { now = now.load() + time; }

  std::shared_ptr<CountingTelemetry> counted = std::make_shared<CountingTelemetry>();
  CountingTelemetry& telemetry = *counted;
  std::atomic<BootClock::time_point> now{BootClock::time_point(1h)};
  std::deque<HttpResponse> responses;
  std::vector<std::string> sent;
  Deadline collection{};
  Login login;
};

}  // namespace

TEST_CASE("a login sends the refresh token, and the password only without one") {
  LoginScene scene;
  SECTION("refresh token") {
    scene.responses = {granted(1), granted(2)};
    scene.jwt();
    scene.pass(299s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.sent[1] == R"({"grant_type":"refresh_token","refresh_token":"refresh"})");
    CHECK(scene.telemetry.passwords() == 1);
    CHECK(scene.telemetry.refreshes() == 1);
  }
  SECTION("none was given") {
    scene.responses = {granted(1, 300, false), granted(2)};
    scene.jwt();
    scene.pass(299s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 2);
  }
  SECTION("it has ended") {
    scene.responses = {granted(1), granted(2)};
    scene.jwt();
    scene.pass(1800s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 2);
    CHECK(scene.telemetry.refreshes() == 0);
  }
  SECTION("a refresh token without a life is used until CM refuses it") {
    scene.responses = {granted(1, 300, false), granted(2)};
    scene.responses[0].body = R"({"jwt":"a.b.1","duration":300,"refresh_token":"refresh"})";
    scene.jwt();
    scene.pass(24h);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 1);
    CHECK(scene.telemetry.refreshes() == 1);
  }
  SECTION("it is refused: one password login") {
    scene.responses = {granted(1), status(401), granted(2), granted(3)};
    scene.jwt();
    scene.pass(299s);
    CHECK(scene.jwt() == "a.b.2");
    CHECK(scene.telemetry.passwords() == 2);
    CHECK(scene.telemetry.refreshes() == 1);
    CHECK_FALSE(scene.telemetry.backing_off);
  }
  SECTION("CM cannot be reached: no password is tried") {
    scene.responses = {granted(1), status(503)};
    scene.jwt();
    scene.pass(301s);
    CHECK(scene.failure() == "http_5xx");
    CHECK(scene.telemetry.passwords() == 1);
    CHECK(scene.failure() == "connect");
    CHECK(scene.telemetry.passwords() == 1);
  }
}

TEST_CASE("a refused login is not repeated before its back-off has passed") {
  const int code = GENERATE(400, 401, 403, 423);
  LoginScene scene;
  scene.responses = {refusal(code), refusal(code), granted(1)};
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

TEST_CASE("a refused login is the failure of its whole collection") {
  LoginScene scene;
  scene.responses = {refusal(), granted(1)};
  const Failure failure = scene.get().failure();
  CHECK(failure.reason == Reason::kAuth);
  for (int i = 0; i < 16; ++i) CHECK(scene.get_again().failure() == failure);
  CHECK(scene.sent.size() == 1);
  CHECK(scene.failure() == "login_backoff");
}

TEST_CASE("a reload ends the back-off and keeps the token") {
  LoginScene scene;
  scene.telemetry.token_expires_at(std::chrono::system_clock::now());  // by an earlier source
  scene.login.begin_anew();
  CHECK_FALSE(scene.telemetry.expiry_known);
  scene.responses = {status(401), granted(1)};
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
  scene.login.begin_anew();
  CHECK_FALSE(scene.telemetry.backing_off);
  CHECK(scene.jwt() == "a.b.1");
  scene.login.begin_anew();
  CHECK(scene.telemetry.expiry_known);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent.size() == 2);
}

TEST_CASE("a login honours the Retry-After of a 429, for a minute at most, without a back-off") {
  const auto [header, wait] = GENERATE(table<std::string, std::chrono::seconds>({
      {"5", 5s},
      {"200", 60s},
      {"", 30s},
  }));
  CAPTURE(header);
  LoginScene scene;
  auto busy = status(429, R"({"message":"rate limited"})");
  busy.retry_after = header;
  scene.responses = {busy, granted(1)};
  CHECK(scene.failure() == "rate_limited");
  CHECK_FALSE(scene.telemetry.backing_off);
  scene.pass(wait - 1s);
  CHECK(scene.failure() == "rate_limited");
  CHECK(scene.sent.size() == 1);
  SECTION("which a reload does not end") {
    scene.login.begin_anew();
    CHECK(scene.failure() == "rate_limited");
    CHECK(scene.sent.size() == 1);
  }
  scene.pass(1s);
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a refresh token is kept while CM limits the rate of logins") {
  LoginScene scene;
  scene.responses = {granted(1), status(429), granted(2)};
  scene.jwt();
  scene.pass(301s);
  CHECK(scene.failure() == "rate_limited");
  CHECK(scene.failure() == "rate_limited");
  scene.pass(30s);
  CHECK(scene.jwt() == "a.b.2");
  CHECK(scene.telemetry.refreshes() == 2);
  CHECK(scene.telemetry.passwords() == 1);
}

TEST_CASE("after a response without a usable token, there is one login a minute") {
  LoginScene scene;
  const auto no_token = status(200, R"({"status":"maintenance"})");
  scene.responses = {no_token, no_token, no_token, granted(1)};
  for (std::size_t logins = 1; logins <= 3; ++logins) {
    CHECK(scene.failure() == "auth");
    scene.pass(59s);
    CHECK(scene.failure() == "auth");
    CHECK(scene.sent.size() == logins);
    scene.pass(1s);
  }
  CHECK_FALSE(scene.telemetry.backing_off);
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a login that failed without a refusal is repeated in the next collection") {
  LoginScene scene;
  const std::string html = "<html></html>";
  scene.responses = {status(500), status(302), status(200, html), status(403, html),
                     status(404), status(400), granted(1)};
  CHECK(scene.failure() == "http_5xx");
  CHECK(scene.failure() == "redirect");
  CHECK(scene.failure() == "bad_json");
  CHECK(scene.failure() == "forbidden");
  CHECK(scene.failure() == "not_found");
  CHECK(scene.failure() == "http_4xx");
  CHECK_FALSE(scene.telemetry.backing_off);
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a login that failed without a refusal is not repeated in the same collection") {
  LoginScene scene;
  scene.responses = {status(200, "<html></html>"), granted(1)};
  const Failure failure = scene.get().failure();
  for (int i = 0; i < 16; ++i) CHECK(scene.get_again().failure() == failure);
  CHECK(scene.sent.size() == 1);
  CHECK(scene.telemetry.failed == 1);
  SECTION("also if that collection began earlier than the failed one") {
    scene.collection -= 10s;
    CHECK(scene.get_again().failure() == failure);
    CHECK(scene.sent.size() == 1);
    scene.collection += 10s;
  }
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a login that ran out of time is repeated, because another worker can have more") {
  LoginScene scene;
  const Send slow = [](const HttpRequest&, Deadline) -> Result<HttpResponse> {
    return Failure{Reason::kTimeout, "deadline"};
  };
  CHECK_FALSE(scene.login.get(slow, {scene.collection, Deadline::max()}));
  scene.responses = {granted(1)};
  CHECK(scene.get_again()->jwt.reveal() == "a.b.1");
}

TEST_CASE("the failure of a login says that it is one, for which grant and user") {
  LoginScene scene;
  scene.responses = {refusal()};
  CHECK(scene.get().failure() ==
        Failure{Reason::kAuth,
                "login by password as user: refused, codeDesc NCERRUnauthorizedAccess: denied, "
                "code 5",
                401});
  scene.login.begin_anew();
  scene.responses = {status(503, "<html></html>")};
  CHECK(scene.get().failure() == Failure{Reason::kHttp5xx, "login by password as user", 503});
  scene.responses = {status(200, "<html></html>")};
  CHECK(scene.get().failure() ==
        Failure{Reason::kBadJson, "login by password as user: not JSON at byte 0", 200});
  scene.responses = {granted(1), status(500)};
  scene.jwt();
  scene.pass(301s);
  CHECK(scene.detail() == "login by refresh_token as user");
  // A connection that fails has nothing to do with the login.
  CHECK(scene.get().failure() == Failure{Reason::kConnect, "refused"});
}

TEST_CASE("the text of CM in the failure of a login is redacted, printable and cut") {
  const auto [code_desc, shown] = GENERATE(table<std::string, std::string>({
      {"wrong: Canary-1", ", codeDesc <redacted>"},
      {R"(a\r\nb\u001b[31m)", ", codeDesc ab[31m"},
      {std::string(500, 'x'), ", codeDesc " + std::string(100, 'x')},
      {"", ""},
  }));
  LoginScene scene(user(Secret("Canary-1")));
  scene.responses = {status(401, R"({"codeDesc":")" + code_desc + "\"}")};
  CHECK(scene.detail() == "login by password as user: refused" + shown);
}

TEST_CASE("a user name that holds the password is not shown") {
  PasswordAuth auth = user(Secret("Canary-1"));
  auth.username = "user:Canary-1";
  LoginScene scene(auth);
  scene.responses = {status(401)};
  CHECK(scene.detail() == "login by password as <redacted>: refused");
}

TEST_CASE("a changed secret ends the back-off") {
  const SecretFileOnDisk file;
  file.write("wrong\n");
  LoginScene scene(user(file.secret()));
  scene.responses = {status(401), granted(1)};
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
  file.write("right\n");
  CHECK(scene.jwt() == "a.b.1");
  CHECK_THAT(scene.sent[1], ContainsSubstring(R"("password":"right")"));
}

TEST_CASE("a secret that cannot be read is an auth failure and sends no request") {
  const SecretFileOnDisk file;  // not there
  LoginScene scene(user(file.secret()));
  CHECK(scene.failure() == "auth");
  CHECK(scene.sent.empty());
  file.write("secret");
  scene.responses = {granted(1)};
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("a password in a wrong encoding is an auth failure and sends no request") {
  const std::string text = GENERATE(as<std::string>{}, "P\xE4ssw\xF6rd-1", "\xEF\xBB\xBFSecret-1");
  const SecretFileOnDisk file;
  file.write(text);
  LoginScene scene(user(file.secret()));
  CHECK(scene.failure() == "auth");
  CHECK(scene.sent.empty());
}

TEST_CASE("a refresh token is read from its file") {
  const SecretFileOnDisk file;
  file.write("from-file\n");
  LoginScene scene(RefreshTokenAuth{file.secret()});
  scene.responses = {granted(1, 300, false), granted(2, 300, false), status(401)};
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.sent[0] == R"({"grant_type":"refresh_token","refresh_token":"from-file"})");
  scene.pass(300s);
  CHECK(scene.jwt() == "a.b.2");
  scene.pass(300s);
  CHECK(scene.failure() == "auth");
  CHECK(scene.failure() == "login_backoff");
}

TEST_CASE("a token that CM never accepted is given up like a refused login") {
  LoginScene scene;
  scene.responses = {granted(1), granted(2)};
  const auto token = scene.get().value();
  CHECK_FALSE(scene.login.refused(token, scene.collection));
  CHECK_FALSE(scene.login.refused(token, scene.collection));
  CHECK(scene.jwt() == "a.b.1");  // it can be good for other jobs
  CHECK(scene.login.refused(token, scene.collection));
  for (int i = 0; i < 16; ++i) CHECK(scene.get_again().failure().reason == Reason::kAuth);
  CHECK(scene.failure() == "login_backoff");
  scene.pass(66s);
  CHECK(scene.jwt() == "a.b.2");
  CHECK(scene.telemetry.passwords() == 2);
}

TEST_CASE("a new token that CM refuses for every job is given up like a refused login") {
  LoginScene scene;
  scene.responses = {granted(1), granted(2)};
  const Token token = scene.get().value();
  for (int i = 1; i < TokenCache::kMostRefusals; ++i) {
    CHECK_FALSE(scene.login.refused_although_new(token, scene.collection));
  }
  CHECK(scene.login.refused_although_new(token, scene.collection));
  CHECK(scene.get_again().failure().reason == Reason::kAuth);
  CHECK(scene.failure() == "login_backoff");
}

TEST_CASE("many workers wait for one refused login, and none logs in again") {
  LoginScene scene;
  std::atomic<int> logins = 0;
  std::promise<void> release;
  const auto held = release.get_future().share();
  const Send send = [&](const HttpRequest&, Deadline) -> Result<HttpResponse> {
    ++logins;
    held.wait();
    return status(401);
  };
  std::vector<std::future<Result<Token>>> workers;
  for (int i = 0; i < 16; ++i) {
    workers.push_back(std::async(std::launch::async, [&] {
      return scene.login.get(send, {Deadline(), Deadline::max()});
    }));
  }
  while (logins == 0) std::this_thread::yield();
  release.set_value();
  for (auto& worker : workers) CHECK_FALSE(worker.get());
  CHECK(logins == 1);
}

TEST_CASE("no worker logs in between a token's give-up and the back-off") {
  for (int round = 0; round < 100; ++round) {
    LoginScene scene;
    std::atomic<int> logins = 0;
    const Send send = [&](const HttpRequest&, Deadline) -> Result<HttpResponse> {
      ++logins;
      return granted(1);
    };
    const auto get = [&] { return scene.login.get(send, {Deadline(), Deadline::max()}); };
    const Token token = get().value();
    std::atomic<int> running = 0;
    std::vector<std::jthread> workers;
    for (int i = 0; i < 4; ++i) {
      workers.emplace_back([&] {
        ++running;
        while (get()) std::this_thread::yield();
      });
    }
    while (running < 4) std::this_thread::yield();
    for (int i = 0; i < TokenCache::kMostRefusals; ++i)
      scene.login.refused(token, scene.collection);
    workers.clear();  // joins them
    REQUIRE(logins == 1);
  }
}

TEST_CASE("the secrets of a login are its token, its refresh token and its password") {
  LoginScene scene;
  scene.responses = {granted(1)};
  CHECK(scene.login.live_secrets() == std::vector{Secret("secret")});
  scene.jwt();
  CHECK(scene.login.live_secrets() ==
        std::vector{Secret("a.b.1"), Secret("refresh"), Secret("secret")});
}

TEST_CASE("a token tells that it replaces a refused refresh token, once") {
  LoginScene scene;
  scene.responses = {granted(1), status(401), granted(2), granted(3)};
  CHECK_FALSE(scene.get()->after_refresh_refusal);
  scene.pass(299s);
  CHECK(scene.get()->after_refresh_refusal);
  scene.pass(299s);
  CHECK_FALSE(scene.get()->after_refresh_refusal);
}

}  // namespace cckm::test
