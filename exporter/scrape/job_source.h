// SPDX-License-Identifier: Apache-2.0
// The interface through which a collection reads the jobs of a manager.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "exporter/model/deadline.h"
#include "exporter/model/report.h"

namespace cckm {

class JobSource {
 public:
  struct Job {
    std::string sync_job;
    const Endpoint& endpoint;  // an element of endpoints()
  };

  virtual ~JobSource() = default;

  // Returns the label value of `manager`.
  virtual const std::string& name() const = 0;
  // Returns the jobs to read. They do not change during the life of the source.
  virtual const std::vector<Job>& jobs() const = 0;
  // Returns how many calls of read() can run at once.
  virtual std::size_t workers() const = 0;

  // Reads jobs()[job]. Returns by the end of `window`, apart from scheduling delays. Does not
  // throw. Threads: calls with different `worker` can run concurrently. Precondition: `worker` is
  // less than workers(), and no other call with this `worker` is running.
  virtual Reading read(std::size_t worker, std::size_t job, Window window) = 0;

  // Makes every running and every later read() fail at once. Cannot be undone. Thread-safe.
  virtual void cancel() = 0;
};

}  // namespace cckm
