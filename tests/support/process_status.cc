// SPDX-License-Identifier: Apache-2.0
// Reads /proc/<process>/status and the clock of the process.
#include "tests/support/process_status.h"

#include <ctime>
#include <fstream>
#include <stdexcept>

namespace cckm::test {

double process_status(pid_t process, const std::string& field) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;) {
    double value = 0;
    if (word == field + ":" && status >> value) return value;
  }
  throw std::runtime_error("/proc has no field " + field);
}

double mebibytes(pid_t process, const std::string& field) {
  return process_status(process, field) / 1024;
}

double peak_private_mebibytes(pid_t process) {
  return mebibytes(process, "VmHWM") - mebibytes(process, "RssFile");
}

double processor_seconds(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
    throw std::runtime_error("the processor time of a process cannot be read");
  }
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace cckm::test
