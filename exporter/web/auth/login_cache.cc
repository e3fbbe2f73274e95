// SPDX-License-Identifier: Apache-2.0
// Both lists are short: a linear search takes less time than the digest before it.
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
  // A user name contains no colon, so different credentials give different texts.
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
  if (holds(correct_, key)) return true;
  if (holds(wrong_, key)) return false;
  return std::nullopt;
}

void LoginCache::insert(const Key& key, bool correct) {
  const std::lock_guard lock(mutex_);
  auto& keys = correct ? correct_ : wrong_;
  if (holds(keys, key)) return;
  if (keys.size() == kCapacity) keys.pop_front();
  keys.push_back(key);
}

LoginCache::Permit::Permit(LoginCache& cache, const Key& key) : cache_(cache), key_(key) {
  const std::lock_guard lock(cache_.mutex_);
  granted_ = cache_.permits_.contains(key_) || cache_.permits_.size() < kMaxChecks;
  if (granted_) ++cache_.permits_[key_];
}

LoginCache::Permit::~Permit() {
  if (!granted_) return;
  const std::lock_guard lock(cache_.mutex_);
  const auto own = cache_.permits_.find(key_);
  if (--own->second == 0) cache_.permits_.erase(own);
}

}  // namespace cckm
