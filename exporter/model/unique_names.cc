// SPDX-License-Identifier: Apache-2.0
// Cleaning can make two texts equal, so the clean text is what must be unique.
#include "exporter/model/unique_names.h"

#include "exporter/model/label.h"

namespace cckm {

std::string UniqueNames::give(const std::string& text, const std::string& id) {
  std::string name = clean_label(text);
  if (given_.insert(name).second) return name;
  const std::string with_id = id.empty() ? text : text + "-" + id;
  name = clean_label(with_id);
  for (int number = 2; !given_.insert(name).second; ++number) {
    name = clean_label(with_id + "-" + std::to_string(number));
  }
  return name;
}

}  // namespace cckm
