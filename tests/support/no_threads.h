// SPDX-License-Identifier: Apache-2.0
// Makes the start of any thread fail during its lifetime, by a stack size that no address space
// has room for. A limit on processes would not apply to root.
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
