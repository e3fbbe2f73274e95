// SPDX-License-Identifier: Apache-2.0
// A list ends at an empty page. A page that is not full ends it as well if `total` says so: then a
// short list costs one request.
#include "exporter/cckm/list_renewal.h"

#include "exporter/cckm/list_target.h"

namespace cckm {

std::optional<std::size_t> ListRenewal::next(BootClock::time_point now) const {
  return skip_ > 0 || now >= due_ ? std::optional(skip_) : std::nullopt;
}

bool ListRenewal::page(std::size_t entries, std::optional<std::uint64_t> total,
                       BootClock::time_point now) {
  skip_ += entries;
  const bool is_last = entries == 0 || (entries < kPageSize && total && *total <= skip_);
  if (is_last) failed(now);
  return is_last;
}

void ListRenewal::failed(BootClock::time_point now) {
  skip_ = 0;
  due_ = now + kPeriod;
}

}  // namespace cckm
