// SPDX-License-Identifier: Apache-2.0
// /proc.
#include "tests/process_status.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace cckm {
namespace {

std::string proc(pid_t process, const char* what) {
  return "/proc/" + std::to_string(process) + "/" + what;
}

}  // namespace

double process_status(pid_t process, const std::string& field) {
  std::ifstream status(proc(process, "status"));
  for (std::string word; status >> word;) {
    double value = 0;
    if (word == field + ":" && status >> value) return value;
  }
  throw std::runtime_error("the kernel does not tell " + field);
}

double mebibytes(pid_t process, const std::string& field) {
  return process_status(process, field) / 1024;
}

double open_descriptors(pid_t process) {
  const std::filesystem::directory_iterator entries(proc(process, "fd"));
  return static_cast<double>(std::distance(begin(entries), end(entries)));
}

}  // namespace cckm
