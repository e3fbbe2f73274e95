// SPDX-License-Identifier: Apache-2.0
// Random decisions. The same seed gives the same ones.
#pragma once

#include <cstdint>
#include <random>

namespace cckm::truth {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  bool chance(double probability) { return real() < probability; }
  double between(double low, double high) { return low + real() * (high - low); }
  // Returns a whole number from `low` to `high` - 1.
  std::int64_t whole(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(real() * static_cast<double>(high - low));
  }
  int below(int limit) { return static_cast<int>(whole(0, limit)); }

 private:
  double real() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

  std::mt19937_64 random_;
};

}  // namespace cckm::truth
