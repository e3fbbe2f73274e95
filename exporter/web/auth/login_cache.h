// SPDX-License-Identifier: Apache-2.0
// Caches the results of password checks, so that a scraper does not cost a bcrypt at each scrape,
// and limits the checks in progress.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "exporter/web/auth/credentials.h"

namespace cckm {

// Thread-safe.
class LoginCache {
 public:
  // SHA-256 of random bytes of this object and the credentials. The random bytes make it
  // unguessable: an attacker cannot compute keys or construct collisions, and keys do not reveal
  // passwords.
  using Key = std::array<unsigned char, 32>;

  // Both throw std::bad_alloc if OpenSSL fails.
  LoginCache();
  Key key_of(const Credentials& credentials) const;

  // Returns the cached result: true if the credentials were correct. Empty if there is none.
  std::optional<bool> find(const Key& key) const;
  // Caches a result. Evicts the oldest one of the same kind if there are kCapacity: wrong passwords
  // never evict a correct one.
  void insert(const Key& key, bool correct);

  // A permit for a check of credentials. Released at the end of its scope.
  class Permit {
   public:
    Permit(LoginCache& cache, const Key& key);
    ~Permit();
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;

    // False if there are permits for kMaxChecks other credentials already.
    bool granted() const { return granted_; }

   private:
    LoginCache& cache_;
    const Key key_;
    bool granted_;
  };

  static constexpr std::size_t kCapacity = 100;  // results of each kind
  static constexpr std::size_t kMaxChecks = 20;  // in progress, with different credentials

 private:
  const Key salt_;

  mutable std::mutex mutex_;    // guards all below
  std::deque<Key> correct_;     // oldest first
  std::deque<Key> wrong_;       // oldest first
  std::map<Key, int> permits_;  // granted for each key
};

}  // namespace cckm
