// SPDX-License-Identifier: Apache-2.0
// What a process takes of the system, looked at again and again: does it grow?
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/soak/complaints.h"

namespace cckm::test {

class VitalSigns {
 public:
  // What is sampled before `warm` is not judged.
  VitalSigns(pid_t process, std::chrono::steady_clock::time_point warm);

  // Records memory, threads and the number of open descriptors, which the caller takes from a page:
  // the kernel reports it to root alone. Throws std::exception if the process is gone.
  void sample(double open_descriptors);

  // The medians of the first and of the last quarter, once there are enough samples.
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

// Complains of those that grew more than they may.
void judge(const std::vector<VitalSigns::Trend>& trends, Complaints& complaints);

}  // namespace cckm::test
