// SPDX-License-Identifier: Apache-2.0
// Makes clean label values of CM's names, each once.
#pragma once

#include <set>
#include <string>

namespace cckm {

// Not thread-safe.
class UniqueNames {
 public:
  // Makes `name` a name that is given already.
  void reserve(const std::string& name) { given_.insert(name); }

  // Returns the clean text, or if that is given already, the text with the id as a suffix. Without
  // an id, or if that is given too, the suffix is a number.
  std::string give(const std::string& text, const std::string& id);

 private:
  std::set<std::string> given_;
};

}  // namespace cckm
