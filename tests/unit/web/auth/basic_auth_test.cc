// SPDX-License-Identifier: Apache-2.0
// Fault 52: names and passwords, right, wrong, oversize and many.
#include "exporter/web/auth/basic_auth.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <ctime>
#include <deque>
#include <vector>

#include "exporter/web/auth/bcrypt.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using Verdict = BasicAuth::Verdict;

namespace {

// "secret" at cost 4, the least there is.
const std::string kSecret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

std::string base64(const std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    encoded += kDigits[three >> 18];
    encoded += kDigits[three >> 12 & 63];
    encoded += i + 1 < text.size() ? kDigits[three >> 6 & 63] : '=';
    encoded += i + 2 < text.size() ? kDigits[three & 63] : '=';
  }
  return encoded;
}

std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + base64(user + ":" + password);
}

// Asks for all at once, as the sessions of so many clients would.
std::vector<Verdict> judge_all(BasicAuth& users, const std::vector<std::string>& headers) {
  std::vector<Verdict> verdicts(headers.size());
  asio::io_context context;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    asio::co_spawn(context, users.judge(headers[i]),
                   [&verdicts, i](const std::exception_ptr& error, Verdict verdict) {
                     if (error) std::rethrow_exception(error);
                     verdicts[i] = verdict;
                   });
  }
  context.run();
  return verdicts;
}

Verdict judge(BasicAuth& users, const std::string& header) {
  return judge_all(users, {header})[0];
}

}  // namespace

TEST_CASE("what is in an Authorization header") {
  const auto [header, user, password] = GENERATE(table<std::string, std::string, std::string>({
      {basic("ann", "secret"), "ann", "secret"},
      {"bAsIc " + base64("ann:secret"), "ann", "secret"},
      {basic("", ""), "", ""},
      {basic("ann", ""), "ann", ""},
      {basic("ann", "a:b"), "ann", "a:b"},
      {basic("ann", "\xC3\xA4 "), "ann", "\xC3\xA4 "},
      {basic("ann", std::string(1000, 'x')), "ann", std::string(1000, 'x')},
  }));
  CAPTURE(header);
  const auto credentials = parse_credentials(header);
  REQUIRE(credentials.has_value());
  CHECK(credentials->user == user);
  CHECK(credentials->password == password);
}

TEST_CASE("what is no Authorization header for us") {
  for (const std::string& header :
       {std::string(), std::string("Basic"), std::string("Basic "), std::string("Bearer abcd"),
        "Basic " + base64("no colon here"), std::string("Basic ann:secret"),
        std::string("Basic YW5uOnNlY3JldA"), std::string("Basic ===="),
        std::string("Basic \xFF\xFF\xFF\xFF"), basic("ann", std::string("secret\0x", 8)),
        basic("ann", std::string(1100, 'x')), "Basic " + std::string(15000, 'A')}) {
    CAPTURE(header);
    CHECK_FALSE(parse_credentials(header).has_value());
  }
}

TEST_CASE("a password belongs to its hash only") {
  CHECK(bcrypt_matches("secret", kSecret));
  CHECK_FALSE(bcrypt_matches("Secret", kSecret));
  CHECK_FALSE(bcrypt_matches("", kSecret));
  for (const std::string hash : {"", "*0", "secret", "$2b$04$", "$1$abc$"}) {
    CAPTURE(hash);
    CHECK_FALSE(bcrypt_matches("secret", hash));
  }
}

TEST_CASE("who is let in") {
  BasicAuth users({{"ann", kSecret}, {"bob", kSecret}});
  const auto [header, wanted] = GENERATE(table<std::string, Verdict>({
      {basic("ann", "secret"), Verdict::kWelcome},
      {basic("bob", "secret"), Verdict::kWelcome},
      {"", Verdict::kRefused},
      {"Bearer x", Verdict::kRefused},
      {basic("ann", "Secret"), Verdict::kRefused},
      {basic("ann", ""), Verdict::kRefused},
      {basic("ann", "secretx"), Verdict::kRefused},
      {basic("Ann", "secret"), Verdict::kRefused},
      {basic("", "secret"), Verdict::kRefused},
      {basic("eve", "secret"), Verdict::kRefused},
      {basic("ann:secret", ""), Verdict::kRefused},
  }));
  CAPTURE(header);
  // The second time from what is known.
  CHECK(judge(users, header) == wanted);
  CHECK(judge(users, header) == wanted);
  users.close();
}

TEST_CASE("without users everybody is let in, and with others only they are") {
  BasicAuth users({});
  CHECK(judge(users, "") == Verdict::kWelcome);
  users.replace({{"ann", kSecret}});
  CHECK(judge(users, "") == Verdict::kRefused);
  CHECK(judge(users, basic("ann", "secret")) == Verdict::kWelcome);
  users.replace({{"bob", kSecret}});
  CHECK(judge(users, basic("ann", "secret")) == Verdict::kRefused);
  CHECK(judge(users, basic("bob", "secret")) == Verdict::kWelcome);
  users.replace({});
  CHECK(judge(users, "") == Verdict::kWelcome);
}

TEST_CASE("many with the same credentials cost one check, and all are told") {
  BasicAuth users({{"ann", kSecret}});
  const auto verdicts = judge_all(users, std::vector<std::string>(300, basic("ann", "secret")));
  CHECK(verdicts == std::vector<Verdict>(300, Verdict::kWelcome));
}

TEST_CASE("a flood of guesses is turned away, and those who are known do not notice") {
  BasicAuth users({{"ann", kSecret}});
  CHECK(judge(users, basic("ann", "secret")) == Verdict::kWelcome);
  std::vector<std::string> flood;
  for (int i = 0; i < 200; ++i) flood.push_back(basic("ann", "guess" + std::to_string(i)));
  flood.push_back(basic("ann", "secret"));
  const auto verdicts = judge_all(users, flood);
  CHECK(verdicts.back() == Verdict::kWelcome);
  CHECK(std::count(verdicts.begin(), verdicts.end(), Verdict::kWelcome) == 1);
  CHECK(std::count(verdicts.begin(), verdicts.end(), Verdict::kRefused) >=
        static_cast<std::ptrdiff_t>(LoginCache::kMostChecks));
  CHECK(std::count(verdicts.begin(), verdicts.end(), Verdict::kBusy) > 0);
}

TEST_CASE("what is known") {
  LoginCache logins;
  const auto ann = logins.key_of({"ann", "secret"});
  CHECK(ann != logins.key_of({"ann", "Secret"}));
  CHECK(ann != logins.key_of({"annsecret", ""}));
  CHECK(ann != LoginCache().key_of({"ann", "secret"}));
  CHECK_FALSE(logins.find(ann).has_value());
  logins.remember(ann, true);
  SECTION("is not forgotten for wrong passwords, however many") {
    std::vector<LoginCache::Key> wrong;
    for (int i = 0; i < 1000; ++i) {
      wrong.push_back(logins.key_of({"ann", std::to_string(i)}));
      logins.remember(wrong.back(), false);
    }
    CHECK(logins.find(ann) == true);
    CHECK(logins.find(wrong.back()) == false);
    CHECK_FALSE(logins.find(wrong.front()).has_value());
  }
  SECTION("is bounded for right ones, too") {
    for (int i = 0; i < 100; ++i) logins.remember(logins.key_of({std::to_string(i), ""}), true);
    CHECK_FALSE(logins.find(ann).has_value());
  }
}

TEST_CASE("checks on their way are counted by their credentials") {
  LoginCache logins;
  std::deque<LoginCache::Check> checks;
  const auto key = [&](std::size_t i) { return logins.key_of({"ann", std::to_string(i)}); };
  for (std::size_t i = 0; i < LoginCache::kMostChecks; ++i) {
    CHECK(checks.emplace_back(logins, key(i)).may_begin());
  }
  CHECK_FALSE(LoginCache::Check(logins, key(99)).may_begin());
  CHECK(LoginCache::Check(logins, key(0)).may_begin());
  CHECK_FALSE(LoginCache::Check(logins, key(99)).may_begin());
  checks.pop_front();
  CHECK(LoginCache::Check(logins, key(99)).may_begin());
}

TEST_CASE("a user that there is not costs as much time as one that there is") {
  // At cost 8 a check takes some 15 ms, without one the answer would come within a microsecond.
  const std::string slow = "$2b$08$" + std::string(53, '.');
  BasicAuth users({{"ann", slow}});
  int guesses = 0;
  const auto time_of = [&](const std::string& user) {
    double least = 1e9;
    for (int i = 0; i < 3; ++i) {
      const auto header = basic(user, std::to_string(++guesses));
      const auto begin = std::clock();  // of the processor: a busy machine must not matter
      CHECK(judge(users, header) == Verdict::kRefused);
      least = std::min(least, static_cast<double>(std::clock() - begin));
    }
    return least;
  };
  const double known = time_of("ann");
  const double unknown = time_of("eve");
  CHECK(unknown > known / 3);
  CHECK(unknown < known * 3);
}
