// SPDX-License-Identifier: Apache-2.0
// Problems of a YAML file as text.
#pragma once

#include <string>
#include <vector>

#include "exporter/config/yaml/problems.h"

namespace cckm::test {

// Returns each problem on a line of its own.
inline std::string lines(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += problem.to_string() + '\n';
  return text;
}

}  // namespace cckm::test
