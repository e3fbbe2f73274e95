// SPDX-License-Identifier: Apache-2.0
// Requests with right, wrong, unknown and many credentials.
#include "exporter/web/auth/basic_auth.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <ctime>
#include <filesystem>
#include <set>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/web/auth/login.h"
#include "tests/unit/web/run_coroutine.h"
#include "tests/unit/web/test_server.h"

using namespace cckm;
using namespace cckm::test;
using Verdict = BasicAuth::Verdict;

namespace {

// Authenticates all headers concurrently, as the sessions of as many clients do.
std::vector<Verdict> authenticate_all(BasicAuth& auth, const std::vector<std::string>& headers) {
  std::vector<Verdict> verdicts(headers.size());
  asio::io_context context;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    asio::co_spawn(context, auth.authenticate(headers[i]),
                   [&verdicts, i](const std::exception_ptr& error, Verdict verdict) {
                     if (error) std::rethrow_exception(error);
                     verdicts[i] = verdict;
                   });
  }
  context.run();
  return verdicts;
}

Verdict authenticate(BasicAuth& auth, const std::string& header) {
  return authenticate_all(auth, {header})[0];
}

// Returns the folders of the threads of this process.
std::set<std::filesystem::path> threads() {
  const std::filesystem::directory_iterator folder("/proc/self/task");
  return {begin(folder), end(folder)};
}

}  // namespace

TEST_CASE("only the password of a known user is accepted") {
  BasicAuth auth({{"ann", kHashOfSecret}, {"bob", kHashOfSecret}});
  const auto [header, wanted] = GENERATE(table<std::string, Verdict>({
      {basic("ann", "secret"), Verdict::kAccepted},
      {basic("bob", "secret"), Verdict::kAccepted},
      {"", Verdict::kRejected},
      {"Bearer x", Verdict::kRejected},
      {basic("ann", "Secret"), Verdict::kRejected},
      {basic("ann", ""), Verdict::kRejected},
      {basic("ann", "secretx"), Verdict::kRejected},
      {basic("Ann", "secret"), Verdict::kRejected},
      {basic("", "secret"), Verdict::kRejected},
      {basic("eve", "secret"), Verdict::kRejected},
      {basic("ann:secret", ""), Verdict::kRejected},
  }));
  CAPTURE(header);
  // The second result comes from the cache.
  CHECK(authenticate(auth, header) == wanted);
  CHECK(authenticate(auth, header) == wanted);
  auth.close();
}

TEST_CASE("without users every request is accepted, and a new table replaces the old one") {
  BasicAuth auth({});
  CHECK(authenticate(auth, "") == Verdict::kAccepted);
  auth.replace({{"ann", kHashOfSecret}});
  CHECK(authenticate(auth, "") == Verdict::kRejected);
  CHECK(authenticate(auth, basic("ann", "secret")) == Verdict::kAccepted);
  auth.replace({{"bob", kHashOfSecret}});
  CHECK(authenticate(auth, basic("ann", "secret")) == Verdict::kRejected);
  CHECK(authenticate(auth, basic("bob", "secret")) == Verdict::kAccepted);
  auth.replace({});
  CHECK(authenticate(auth, "") == Verdict::kAccepted);
}

TEST_CASE("closing ends the thread that checks passwords") {
  const auto before = threads();
  BasicAuth auth({{"ann", kHashOfSecret}});
  auto created = threads();  // a sanitizer can have started one of its own
  std::erase_if(created, [&](const auto& thread) { return before.contains(thread); });
  REQUIRE_FALSE(created.empty());
  auth.close();
  // The kernel lists a joined thread for a moment.
  CHECK(eventually([&] {
    return std::ranges::any_of(created,
                               [](const auto& thread) { return !std::filesystem::exists(thread); });
  }));
}

TEST_CASE("concurrent requests with the same credentials are all accepted") {
  BasicAuth auth({{"ann", kHashOfSecret}});
  const auto verdicts =
      authenticate_all(auth, std::vector<std::string>(300, basic("ann", "secret")));
  CHECK(verdicts == std::vector<Verdict>(300, Verdict::kAccepted));
}

TEST_CASE("too many guesses are answered busy, and cached credentials are still accepted") {
  BasicAuth auth({{"ann", kHashOfSecret}});
  CHECK(authenticate(auth, basic("ann", "secret")) == Verdict::kAccepted);
  std::vector<std::string> flood;
  for (int i = 0; i < 200; ++i) flood.push_back(basic("ann", "guess" + std::to_string(i)));
  flood.push_back(basic("ann", "secret"));
  const auto verdicts = authenticate_all(auth, flood);
  CHECK(verdicts.back() == Verdict::kAccepted);
  CHECK(std::count(verdicts.begin(), verdicts.end(), Verdict::kAccepted) == 1);
  CHECK(std::count(verdicts.begin(), verdicts.end(), Verdict::kRejected) >=
        static_cast<std::ptrdiff_t>(LoginCache::kMaxChecks));
  CHECK(std::count(verdicts.begin(), verdicts.end(), Verdict::kBusy) > 0);
}

TEST_CASE("an unknown user takes as much time as a known one") {
  // A check of cost 8 takes some 15 ms, a rejection without one takes microseconds.
  const std::string slow = "$2b$08$" + std::string(53, '.');
  BasicAuth auth({{"ann", slow}});
  int guesses = 0;
  const auto time_of = [&](const std::string& user) {
    double least = 1e9;
    for (int i = 0; i < 3; ++i) {
      const auto header = basic(user, std::to_string(++guesses));
      const auto begin =
          std::clock();  // processor time: does not depend on the load of the machine
      CHECK(authenticate(auth, header) == Verdict::kRejected);
      least = std::min(least, static_cast<double>(std::clock() - begin));
    }
    return least;
  };
  const double known = time_of("ann");
  const double unknown = time_of("eve");
  CHECK(unknown > known / 3);
  CHECK(unknown < known * 3);
}

TEST_CASE("only accepted requests reach the pages, and each rejection is reported") {
  BasicAuth auth({{"ann", kHashOfSecret}});
  int rejections = 0;
  const Handler handler = with_basic_auth(
      auth,
      [](const Request&) -> asio::awaitable<Response> {
        co_return text_response(http::status::ok, "page");
      },
      [&] { ++rejections; });
  const auto get = [&](const std::string& authorization) {
    Request request(http::verb::get, "/", 11);
    if (!authorization.empty()) request.set(http::field::authorization, authorization);
    return run_coroutine(handler(request));
  };
  CHECK(get(basic("ann", "secret")).body().view() == "page");
  CHECK(rejections == 0);
  for (const std::string& header : {std::string(), basic("ann", "Secret")}) {
    const Response response = get(header);
    CHECK(response.result() == http::status::unauthorized);
    CHECK(response[http::field::www_authenticate] == "Basic realm=\"cckm_exporter\"");
    CHECK(response.body().view() == "Unauthorized.\n");
  }
  CHECK(rejections == 2);
}
