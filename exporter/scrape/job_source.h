// SPDX-License-Identifier: Apache-2.0
// The narrow view that a collection has of a manager: its jobs, and how to read one in time.
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
    const Endpoint* endpoint;
  };

  virtual ~JobSource() = default;

  // Label value of `manager`.
  virtual const std::string& name() const = 0;
  // What there is to read; fixed for the life of the source.
  virtual const std::vector<Job>& jobs() const = 0;
  // How many calls of read() may run at once; `worker` counts from 0 to this.
  virtual std::size_t workers() const = 0;

  // Reads jobs()[job]; returns by the end of `window`, give or take the scheduler. Calls with
  // different `worker` may run at the same time, calls with the same one may not. Does not throw.
  virtual Reading read(std::size_t worker, std::size_t job, Window window) = 0;

  // Makes every running and later read() fail at once. Thread-safe; there is no way back.
  virtual void cancel() = 0;
};

}  // namespace cckm
