// SPDX-License-Identifier: Apache-2.0
// What a linter finds, in words.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cckm::test {

class Findings {
 public:
  // Where that is not so, `problem` was found at `place`.
  void expect(bool so, const std::string& place, const std::string& problem) {
    if (!so) found_.push_back(place + ": " + problem);
  }
  std::vector<std::string> take() && { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

}  // namespace cckm::test
