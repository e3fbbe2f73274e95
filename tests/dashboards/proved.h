// SPDX-License-Identifier: Apache-2.0
// Records the claims that a test has proved: on standard output, and in a file that `make test`
// prints.
#pragma once

#include <fstream>
#include <iostream>
#include <string>

namespace cckm::test {

class Proved {
 public:
  // Empties the file of the test, <name>.proved in the folder of the build.
  explicit Proved(const std::string& name) : file_(CCKM_BUILD "/" + name + ".proved") {}

  void add(const std::string& what) {
    const std::string line = "proved: " + what + '\n';
    std::cout << line << std::flush;
    file_ << line << std::flush;
  }

 private:
  std::ofstream file_;
};

}  // namespace cckm::test
