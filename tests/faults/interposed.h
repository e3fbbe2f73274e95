// SPDX-License-Identifier: Apache-2.0
// Loads the interposer into the processes that a test starts.
#pragma once

#include <string>

#include "tests/faults/interposer.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Interposes the processes started during its lifetime. Construct it before the scene.
//
//   const Interposed interposed;
//   FaultScene scene;
//   interposed->wall_clock = 86400;
class Interposed {
 public:
  // Throws std::runtime_error if the memory cannot be shared.
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
