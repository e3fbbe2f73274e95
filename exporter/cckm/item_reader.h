// SPDX-License-Identifier: Apache-2.0
// The interface of what a manager reads in each collection.
#pragma once

#include <cstddef>

#include "exporter/cckm/cm_client.h"
#include "exporter/model/report.h"

namespace cckm {

// Thread-safe.
class ItemReader {
 public:
  virtual ~ItemReader() = default;

  // Reads the item with the client's `worker`. Returns by the end of `window`, apart from
  // scheduling delays. A failure can be bare, see Reading. Can throw.
  virtual Reading read(CmClient& client, std::size_t worker, Window window) = 0;

  // Returns what a page says of the item if it was not read because of `failure`. Does not wait
  // for a running read().
  virtual Reading unread(const Failure& failure) const = 0;
};

}  // namespace cckm
