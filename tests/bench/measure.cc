// SPDX-License-Identifier: Apache-2.0
// /proc, pages and printf.
#include "tests/bench/measure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace cckm {
namespace {

std::string proc(pid_t process, const char* what) {
  return "/proc/" + std::to_string(process) + "/" + what;
}

}  // namespace

double percentile(std::vector<double> values, double share) {
  if (values.empty()) throw std::runtime_error("nothing was measured");
  const auto rank = std::ceil(share * static_cast<double>(values.size()));
  const auto place = values.begin() + std::max<std::ptrdiff_t>(0, std::lround(rank) - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

std::vector<double> values_of(const std::string& page, const std::string& metric) {
  std::vector<double> values;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(metric + "{")) continue;
    values.push_back(std::stod(line.substr(line.rfind(' ') + 1)));
  }
  return values;
}

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

void Table::row(const std::string& what, double value, const char* unit) const {
  std::printf("%-46s %10.3f %s\n", what.c_str(), value, unit);
  std::fflush(stdout);
}

void Table::row(const std::string& what, double value, const char* unit, double most) {
  const bool kept = value <= most;
  missed_ = missed_ || !kept;
  std::printf("%-46s %10.3f %-4s at most %g: %s\n", what.c_str(), value, unit, most,
              kept ? "ok" : "MISSED");
  std::fflush(stdout);
}

}  // namespace cckm
