// SPDX-License-Identifier: Apache-2.0
// What a test has proven, for whoever reads its output, and for `make test`, which prints the file.
#pragma once

#include <fstream>
#include <iostream>
#include <string>

namespace cckm::test {

class Proved {
 public:
  // Forgets what was proven before.
  Proved() : file_(CCKM_PROVED) {}

  void add(const std::string& what) {
    const std::string line = "proved: " + what + '\n';
    std::cout << line << std::flush;
    file_ << line << std::flush;
  }

 private:
  std::ofstream file_;
};

}  // namespace cckm::test
