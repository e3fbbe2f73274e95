// SPDX-License-Identifier: Apache-2.0
// The test's side of the interposer.
#pragma once

#include <string>

#include "tests/faults/interposer.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// What is started while one of these lives is interposed: it must be there before an exporter is.
//
//   const Interposed interposed;
//   FaultScene scene;
//   interposed->wall_clock = 86400;
class Interposed {
 public:
  // Throws std::runtime_error where there is no memory to share.
  Interposed();
  ~Interposed();
  Interposed(const Interposed&) = delete;
  Interposed& operator=(const Interposed&) = delete;

  Interference* operator->() const { return interference_; }

 private:
  TemporaryFolder folder_;
  Interference* interference_;
};

}  // namespace cckm::test
