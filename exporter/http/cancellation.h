// SPDX-License-Identifier: Apache-2.0
// Ends waiting in poll: code that polls a socket also polls this descriptor.
#pragma once

#include <atomic>

#include "exporter/system/descriptor.h"

namespace cckm {

// Thread-safe. A cancellation is final.
class Cancellation {
 public:
  // Throws std::system_error if the process has no descriptor left. No other function fails.
  Cancellation();

  void cancel();
  bool cancelled() const { return cancelled_; }

  // Returns a descriptor that is readable after cancel().
  int descriptor() const { return event_.get(); }

 private:
  Descriptor event_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace cckm
