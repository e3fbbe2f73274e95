// SPDX-License-Identifier: Apache-2.0
// Compares a text with a file of testdata/golden. CCKM_UPDATE_GOLDEN=1 overwrites the files.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/catch.h"

namespace cckm::test {

inline void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(CCKM_TESTDATA) + "/golden/" + name;
  if (std::getenv("CCKM_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
  }
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  CHECK(text == std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace cckm::test
