// SPDX-License-Identifier: Apache-2.0
// Wraps an eventfd that is never read.
#include "exporter/http/cancellation.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>

namespace cckm {

Cancellation::Cancellation() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!event_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Cancellation::cancel() {
  cancelled_ = true;
  ::eventfd_write(event_.get(), 1);
}

}  // namespace cckm
