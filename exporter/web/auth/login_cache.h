// SPDX-License-Identifier: Apache-2.0
// What earlier checks of credentials came to, so that a scraper does not cost a bcrypt each time,
// and which checks are on their way, so that a crowd of them has an end.
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
  // A digest of credentials, salted by this object: nobody can tell which ones will meet.
  using Key = std::array<unsigned char, 32>;

  LoginCache();
  Key key_of(const Credentials& credentials) const;

  // Whether they were good; empty if that is not known, or no longer.
  std::optional<bool> find(const Key& key) const;
  // What is good and what is not are remembered apart, so that no flood of wrong passwords makes us
  // forget a right one.
  void remember(const Key& key, bool good);

  // A check that is on its way until the end of its scope.
  class Check {
   public:
    Check(LoginCache& logins, const Key& key);
    ~Check();
    Check(const Check&) = delete;
    Check& operator=(const Check&) = delete;

    // False if too many others are on their way; those of the same credentials do not count.
    bool may_begin() const { return may_begin_; }

   private:
    LoginCache& logins_;
    const Key key_;
    bool may_begin_;
  };

  static constexpr std::size_t kMostRemembered = 100;  // of each kind
  static constexpr std::size_t kMostChecks = 20;

 private:
  const Key salt_;

  mutable std::mutex mutex_;  // guards all below
  std::deque<Key> good_;
  std::deque<Key> bad_;
  std::map<Key, int> checks_;  // by credentials, how many want to know
};

}  // namespace cckm
