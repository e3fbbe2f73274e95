// SPDX-License-Identifier: Apache-2.0
// Compares medians of quarters, because requests in flight change single samples.
#include "tests/soak/resource_use.h"

#include <algorithm>

#include "tests/bench/measure.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

constexpr std::size_t kFewestInQuarter = 20;
constexpr double kMemoryMebibytes = 2;
constexpr double kMemoryShare = 0.05;

using Values = std::vector<double>;

Values first_quarter(const Values& values) {
  return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 4)};
}
Values last_quarter(const Values& values) {
  return {values.end() - static_cast<std::ptrdiff_t>(values.size() / 4), values.end()};
}

// Returns the range of the middle 80 % of the first quarter.
double spread(const Values& values) {
  const Values first = first_quarter(values);
  return percentile(first, 0.9) - percentile(first, 0.1);
}

ResourceUse::Trend trend(const std::string& name, const Values& values, double allowed) {
  return {name, median(first_quarter(values)), median(last_quarter(values)), allowed};
}

}  // namespace

ResourceUse::ResourceUse(pid_t process, std::chrono::steady_clock::time_point warm)
    : process_(process), warm_(warm) {}

void ResourceUse::sample(double open_descriptors) {
  if (std::chrono::steady_clock::now() < warm_) return;
  memory_.values.push_back(mebibytes(process_, "VmRSS"));
  descriptors_.values.push_back(open_descriptors);
  threads_.values.push_back(process_status(process_, "Threads"));
}

std::vector<ResourceUse::Trend> ResourceUse::trends() const {
  if (memory_.values.size() < 4 * kFewestInQuarter) return {};
  const double memory = median(first_quarter(memory_.values));
  return {trend(memory_.name, memory_.values, std::max(kMemoryMebibytes, kMemoryShare * memory)),
          trend(descriptors_.name, descriptors_.values, spread(descriptors_.values)),
          trend(threads_.name, threads_.values, spread(threads_.values))};
}

void check(const std::vector<ResourceUse::Trend>& trends, Violations& violations) {
  for (const auto& [name, begin, end, allowed] : trends) {
    if (end - begin > allowed) violations.add(name + " grew");
  }
}

}  // namespace cckm::test
