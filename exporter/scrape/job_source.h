// SPDX-License-Identifier: Apache-2.0
// The interface through which a collection reads a manager: a fixed number of items, each of which
// yields the reports of one job or of several.
#pragma once

#include <cstddef>
#include <string>

#include "exporter/model/deadline.h"
#include "exporter/model/report.h"

namespace cckm {

class JobSource {
 public:
  virtual ~JobSource() = default;

  // Returns the label value of `manager`.
  virtual const std::string& name() const = 0;
  // Returns the number of items to read. It does not change during the life of the source.
  virtual std::size_t items() const = 0;
  // Returns how many calls of read() can run at once.
  virtual std::size_t workers() const = 0;

  // Reads an item. A failure can be bare, see Reading. Returns by the end of `window`, apart from
  // scheduling delays. Does not throw. Threads: calls with different `worker` can run concurrently.
  // Preconditions: `item` is less than items(), `worker` is less than workers(), and no other call
  // with this `worker` is running.
  virtual Reading read(std::size_t worker, std::size_t item, Window window) = 0;

  // Returns what a page says of an item that was not read because of `failure`. Thread-safe. Can
  // throw std::bad_alloc.
  virtual Reading unread(std::size_t item, const Failure& failure) const = 0;

  // Makes every running and every later read() fail at once. Cannot be undone. Thread-safe.
  virtual void cancel() = 0;
};

}  // namespace cckm
