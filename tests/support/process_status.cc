// SPDX-License-Identifier: Apache-2.0
// Reads /proc/<process>/status.
#include "tests/support/process_status.h"

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

}  // namespace cckm::test
