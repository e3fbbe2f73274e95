// SPDX-License-Identifier: Apache-2.0
// A request is answered at once if there are no users, if its header is malformed, or from the
// cache. Otherwise it needs a permit of the cache and waits for its bcrypt on the checker's thread.
// Every check takes one bcrypt, whether the user exists or not.
//
// replace() swaps a pointer to the generation. Checks in progress keep the old one, so that a
// result never enters the cache of another table.
#include "exporter/web/auth/basic_auth.h"

#include <algorithm>
#include <utility>

#include "exporter/web/auth/bcrypt.h"

namespace cckm {
namespace {

using Verdict = BasicAuth::Verdict;

// Returns a hash that no password has. Passwords of unknown users are checked against it. It has
// the highest cost of the table, so that it takes as long as a known user does.
std::string decoy(const BasicAuth::Table& table) {
  std::string cost = "04";
  for (const auto& [name, hash] : table) cost = std::max(cost, hash.substr(4, 2));
  return "$2b$" + cost + "$" + std::string(53, '.');
}

Verdict verdict(bool correct) {
  return correct ? Verdict::kAccepted : Verdict::kRejected;
}

Response unauthorized() {
  auto response = text_response(http::status::unauthorized, "Unauthorized.\n");
  response.set(http::field::www_authenticate, "Basic realm=\"cckm_exporter\"");
  return response;
}

Response busy() {
  auto response =
      text_response(http::status::service_unavailable, "Too many logins in progress.\n");
  response.set(http::field::retry_after, "1");
  return response;
}

}  // namespace

struct BasicAuth::Generation {
  explicit Generation(Table users) : table(std::move(users)), decoy_hash(decoy(table)) {}

  // Returns true for the user's password. Precondition: one thread calls it.
  bool check(const LoginCache::Key& key, const Credentials& credentials) {
    // An earlier check of the same credentials has put its result here.
    if (const auto known = cache.find(key)) return *known;
    const bool correct = matches(credentials);
    cache.insert(key, correct);
    return correct;
  }

  bool matches(const Credentials& credentials) const {
    const auto user = table.find(credentials.user);
    const bool matches =
        bcrypt_matches(credentials.password, user == table.end() ? decoy_hash : user->second);
    return matches && user != table.end();
  }

  const Table table;
  const std::string decoy_hash;
  LoginCache cache;
};

void BasicAuth::replace(Table table) {
  auto generation = std::make_shared<Generation>(std::move(table));
  const std::lock_guard lock(mutex_);
  if (!generation->table.empty() && !checker_) checker_ = std::make_unique<SideThread>();
  generation_ = std::move(generation);
}

asio::awaitable<Verdict> BasicAuth::authenticate(std::string authorization) {
  std::shared_ptr<Generation> generation;
  SideThread* checker = nullptr;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
    checker = checker_.get();
  }
  if (generation->table.empty()) co_return Verdict::kAccepted;
  const auto credentials = parse_credentials(authorization);
  if (!credentials) co_return Verdict::kRejected;
  const auto key = generation->cache.key_of(*credentials);
  if (const auto known = generation->cache.find(key)) co_return verdict(*known);
  const LoginCache::Permit permit(generation->cache, key);
  if (!permit.granted()) co_return Verdict::kBusy;
  bool correct = false;
  std::function<void()> check = [&] { correct = generation->check(key, *credentials); };
  co_await checker->run(std::move(check));
  co_return verdict(correct);
}

void BasicAuth::close() {
  checker_.reset();  // drops the checks that wait, and joins the thread
}

Handler with_basic_auth(BasicAuth& auth, Handler handler, std::function<void()> on_rejected) {
  return [&auth, handler = std::move(handler), on_rejected = std::move(on_rejected)](
             const Request& request) -> asio::awaitable<Response> {
    std::string authorization(request[http::field::authorization]);
    const Verdict verdict = co_await auth.authenticate(std::move(authorization));
    if (verdict == Verdict::kBusy) co_return busy();
    if (verdict == Verdict::kAccepted) co_return co_await handler(request);
    on_rejected();
    co_return unauthorized();
  };
}

}  // namespace cckm
