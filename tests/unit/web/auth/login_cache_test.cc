// SPDX-License-Identifier: Apache-2.0
// Cached results, their eviction, and permits for checks.
#include "exporter/web/auth/login_cache.h"

#include <deque>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("results are cached by credentials") {
  LoginCache cache;
  const auto ann = cache.key_of({"ann", "secret"});
  CHECK(ann != cache.key_of({"ann", "Secret"}));
  CHECK(ann != cache.key_of({"annsecret", ""}));
  CHECK(ann != LoginCache().key_of({"ann", "secret"}));
  CHECK_FALSE(cache.find(ann).has_value());
  cache.insert(ann, true);
  SECTION("wrong passwords do not evict a correct one") {
    std::vector<LoginCache::Key> wrong;
    for (int i = 0; i < 1000; ++i) {
      wrong.push_back(cache.key_of({"ann", std::to_string(i)}));
      cache.insert(wrong.back(), false);
    }
    CHECK(cache.find(ann) == true);
    CHECK(cache.find(wrong.back()) == false);
    CHECK_FALSE(cache.find(wrong.front()).has_value());
  }
  SECTION("correct passwords evict the oldest one") {
    for (int i = 0; i < static_cast<int>(LoginCache::kCapacity); ++i)
      cache.insert(cache.key_of({std::to_string(i), ""}), true);
    CHECK_FALSE(cache.find(ann).has_value());
  }
}

TEST_CASE("permits are limited by the number of different credentials") {
  LoginCache cache;
  std::deque<LoginCache::Permit> permits;
  const auto key = [&](std::size_t i) { return cache.key_of({"ann", std::to_string(i)}); };
  for (std::size_t i = 0; i < LoginCache::kMaxChecks; ++i) {
    CHECK(permits.emplace_back(cache, key(i)).granted());
  }
  CHECK_FALSE(LoginCache::Permit(cache, key(99)).granted());
  CHECK(LoginCache::Permit(cache, key(0)).granted());
  CHECK_FALSE(LoginCache::Permit(cache, key(99)).granted());
  permits.pop_front();
  CHECK(LoginCache::Permit(cache, key(99)).granted());
}
