// SPDX-License-Identifier: Apache-2.0
// Every path through judge() that needs a bcrypt takes one, whether there is such a user or not.
#include "exporter/web/auth/basic_auth.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "exporter/web/auth/bcrypt.h"

namespace cckm {
namespace {

using Verdict = BasicAuth::Verdict;

// A hash that nothing has, of the highest cost in the table: what an unknown user's password is
// checked against.
std::string decoy(const BasicAuth::Table& table) {
  std::string cost = "04";
  for (const auto& [name, hash] : table) cost = std::max(cost, hash.substr(4, 2));
  return "$2b$" + cost + "$" + std::string(53, '.');
}

Verdict verdict(bool good) {
  return good ? Verdict::kWelcome : Verdict::kRefused;
}

Response unauthorized() {
  auto response = text_response(http::status::unauthorized, "Unauthorized.\n");
  response.set(http::field::www_authenticate, "Basic realm=\"cckm_exporter\"");
  return response;
}

Response busy() {
  auto response = text_response(http::status::service_unavailable, "Too many logins.\n");
  response.set(http::field::retry_after, "1");
  return response;
}

}  // namespace

struct BasicAuth::Generation {
  explicit Generation(Table users) : table(std::move(users)), nobody(decoy(table)) {}

  bool matches(const Credentials& credentials) const {
    const auto user = table.find(credentials.user);
    const bool matches =
        bcrypt_matches(credentials.password, user == table.end() ? nobody : user->second);
    return matches && user != table.end();
  }

  const Table table;
  const std::string nobody;
  LoginCache known;
};

void BasicAuth::replace(Table table) {
  auto generation = std::make_shared<Generation>(std::move(table));
  const std::lock_guard lock(mutex_);
  if (!generation->table.empty() && !checker_) checker_ = std::make_unique<asio::thread_pool>(1);
  generation_ = std::move(generation);
}

asio::awaitable<Verdict> BasicAuth::judge(std::string authorization) {
  std::shared_ptr<Generation> generation;
  asio::thread_pool* checker = nullptr;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
    checker = checker_.get();
  }
  if (generation->table.empty()) co_return Verdict::kWelcome;
  const auto credentials = parse_credentials(authorization);
  if (!credentials) co_return Verdict::kRefused;
  const auto key = generation->known.key_of(*credentials);
  if (const auto good = generation->known.find(key)) co_return verdict(*good);
  const LoginCache::Check on_its_way(generation->known, key);
  if (!on_its_way.may_begin()) co_return Verdict::kBusy;
  auto checking = check(generation, key, *credentials);
  const bool good = co_await asio::co_spawn(*checker, std::move(checking), asio::use_awaitable);
  co_return verdict(good);
}

// Runs on the checker's thread.
asio::awaitable<bool> BasicAuth::check(std::shared_ptr<Generation> generation, LoginCache::Key key,
                                       Credentials credentials) {
  // Of several with the same credentials, the first has found out for all.
  if (const auto good = generation->known.find(key)) co_return *good;
  const bool good = generation->matches(credentials);
  generation->known.remember(key, good);
  co_return good;
}

void BasicAuth::close() {
  if (!checker_) return;
  checker_->stop();
  checker_->join();
  checker_.reset();
}

Handler with_basic_auth(BasicAuth& users, Handler handler, std::function<void()> refused) {
  return [&users, handler = std::move(handler),
          refused = std::move(refused)](const Request& request) -> asio::awaitable<Response> {
    std::string authorization(request[http::field::authorization]);
    const Verdict verdict = co_await users.judge(std::move(authorization));
    if (verdict == Verdict::kBusy) co_return busy();
    if (verdict == Verdict::kWelcome) co_return co_await handler(request);
    refused();
    co_return unauthorized();
  };
}

}  // namespace cckm
