// SPDX-License-Identifier: Apache-2.0
// A switch that ends waiting: what polls a socket polls the switch beside it.
#pragma once

#include <atomic>

#include "exporter/system/descriptor.h"

namespace cckm {

// Thread-safe; there is no way back.
class Cancellation {
 public:
  // Throws std::system_error where the process has no descriptor left for it; nothing fails later.
  Cancellation();

  void cancel();
  bool cancelled() const { return cancelled_; }

  // Readable from cancel() on.
  int descriptor() const { return event_.get(); }

 private:
  Descriptor event_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace cckm
