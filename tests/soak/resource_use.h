// SPDX-License-Identifier: Apache-2.0
// Samples memory, descriptors and threads of a process, and checks that they do not grow.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/soak/violations.h"

namespace cckm::test {

class ResourceUse {
 public:
  // Ignores samples before `warm`.
  ResourceUse(pid_t process, std::chrono::steady_clock::time_point warm);

  // Records memory, threads and the number of open descriptors, which the caller takes from a page:
  // the kernel reports it to root alone. Throws std::exception if the process is gone.
  void sample(double open_descriptors);

  // Returns the medians of the first and last quarters. Empty if there are too few samples.
  struct Trend {
    std::string name;
    double begin;
    double end;
    double allowed;  // growth
  };
  std::vector<Trend> trends() const;

 private:
  struct Sign {
    std::string name;
    std::vector<double> values;
  };

  const pid_t process_;
  const std::chrono::steady_clock::time_point warm_;
  Sign memory_{"resident memory, MiB", {}};
  Sign descriptors_{"open descriptors", {}};
  Sign threads_{"threads", {}};
};

// Adds a violation for each resource that grew more than allowed.
void check(const std::vector<ResourceUse::Trend>& trends, Violations& violations);

}  // namespace cckm::test
