// SPDX-License-Identifier: Apache-2.0
// Collects the problems that a linter finds.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cckm::test {

class Problems {
 public:
  // Adds `problem` at `place` unless `holds`.
  void expect(bool holds, const std::string& place, const std::string& problem) {
    if (!holds) found_.push_back(place + ": " + problem);
  }
  std::vector<std::string> take() && { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

}  // namespace cckm::test
