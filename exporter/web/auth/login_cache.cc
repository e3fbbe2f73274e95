// SPDX-License-Identifier: Apache-2.0
// Lists so short that searching them takes less than the digest did.
#include "exporter/web/auth/login_cache.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <new>
#include <string>

namespace cckm {
namespace {

using Key = LoginCache::Key;

Key random_salt() {
  Key salt{};
  if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1) throw std::bad_alloc();
  return salt;
}

bool holds(const std::deque<Key>& keys, const Key& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

LoginCache::LoginCache() : salt_(random_salt()) {}

Key LoginCache::key_of(const Credentials& credentials) const {
  // No user's name has a colon, so this tells any two apart.
  std::string text(salt_.begin(), salt_.end());
  text += credentials.user + ':' + credentials.password;
  Key key{};
  if (EVP_Digest(text.data(), text.size(), key.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  return key;
}

std::optional<bool> LoginCache::find(const Key& key) const {
  const std::lock_guard lock(mutex_);
  if (holds(good_, key)) return true;
  if (holds(bad_, key)) return false;
  return std::nullopt;
}

void LoginCache::remember(const Key& key, bool good) {
  const std::lock_guard lock(mutex_);
  auto& keys = good ? good_ : bad_;
  if (holds(keys, key)) return;
  if (keys.size() == kMostRemembered) keys.pop_front();
  keys.push_back(key);
}

LoginCache::Check::Check(LoginCache& logins, const Key& key) : logins_(logins), key_(key) {
  const std::lock_guard lock(logins_.mutex_);
  may_begin_ = logins_.checks_.contains(key_) || logins_.checks_.size() < kMostChecks;
  if (may_begin_) ++logins_.checks_[key_];
}

LoginCache::Check::~Check() {
  if (!may_begin_) return;
  const std::lock_guard lock(logins_.mutex_);
  const auto mine = logins_.checks_.find(key_);
  if (--mine->second == 0) logins_.checks_.erase(mine);
}

}  // namespace cckm
