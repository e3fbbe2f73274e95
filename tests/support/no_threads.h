// SPDX-License-Identifier: Apache-2.0
// A system that has no threads left, for as long as one of these lives. Limits on processes do not
// bind root, but nobody's address space has room for a stack of this size.
#pragma once

#include <pthread.h>

#include <cstddef>

namespace cckm::test {

class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t huge = before_;
    pthread_attr_setstacksize(&huge, std::size_t{1} << 50);
    pthread_setattr_default_np(&huge);
  }
  ~NoThreads() { pthread_setattr_default_np(&before_); }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  pthread_attr_t before_{};
};

}  // namespace cckm::test
