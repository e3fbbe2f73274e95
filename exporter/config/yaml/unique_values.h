// SPDX-License-Identifier: Apache-2.0
// Checks that names are unique within a part of a file.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "exporter/config/yaml/reader.h"
#include "exporter/model/ascii.h"

namespace cckm {

class UniqueValues {
 public:
  // Records `text`, the text of `value`. If an earlier call had the same text, adds an error to
  // `value` and returns false.
  bool claim(const std::string& text, const YamlValue& value) {
    const auto [first, is_new] = lines_.emplace(text, value.line());
    if (!is_new) {
      value.add_error("must be unique, line " + std::to_string(first->second) +
                      " has the same value");
    }
    return is_new;
  }

  // Returns `read`, a reader of text, followed by claim(). Precondition: this object outlives it.
  template <typename Read>
  auto unique(Read read) {
    return claiming(read, [](const std::string& text) { return text; });
  }
  // The same for texts that are equal if only the case of their letters differs.
  template <typename Read>
  auto unique_ignoring_case(Read read) {
    return claiming(read, [](const std::string& text) { return to_lower(text); });
  }

 private:
  // `key` returns the text that must be unique.
  template <typename Read, typename Key>
  auto claiming(Read read, Key key) {
    return [this, read, key](const YamlValue& value) {
      std::optional<std::string> text = std::invoke(read, value);
      if (text && !claim(key(*text), value)) text.reset();
      return text;
    };
  }

  std::map<std::string, int> lines_;
};

}  // namespace cckm
