// SPDX-License-Identifier: Apache-2.0
// Names that must differ from each other within some part of the configuration.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "exporter/config/yaml/reader.h"

namespace cckm {

class UniqueValues {
 public:
  // Remembers `text` as what `value` says. If an earlier call had it, complains and returns false.
  bool claim(const std::string& text, const YamlValue& value) {
    const auto [first, is_new] = lines_.emplace(text, value.line());
    if (!is_new) {
      value.add_error("must be unique, line " + std::to_string(first->second) + " has the same");
    }
    return is_new;
  }

  // `read`, a reader of text, with a claim on what it reads. Refers to this object.
  template <typename Read>
  auto unique(Read read) {
    return [this, read](const YamlValue& value) {
      std::optional<std::string> text = std::invoke(read, value);
      if (text && !claim(*text, value)) text.reset();
      return text;
    };
  }

 private:
  std::map<std::string, int> lines_;
};

}  // namespace cckm
