// SPDX-License-Identifier: Apache-2.0
// A YAML document as a plain tree with positions, made from the parser's events. yaml-cpp's own
// tree hides what strictness needs: tags, aliases, duplicate keys, how a scalar was written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/yaml/problems.h"

namespace cckm {

struct YamlKey {
  std::string text;
  Position at;
};

struct YamlNode {
  enum class Kind {
    kNull,  // `~`, `null`, or nothing at all
    kScalar,
    kSequence,
    kMapping,
    kInvalid,  // something that an error has been added for: not to be mentioned again
  };

  Kind kind = Kind::kNull;
  Position at = {};                  // for kNull, that of its key or of the sequence it is in
  std::string text = {};             // kScalar: without quotes and escapes; valid UTF-8
  bool plain = false;                // kScalar: neither in quotes nor a block; may be a number
  std::vector<YamlKey> keys = {};    // kMapping: the key of each of `items`, with duplicates
  std::vector<YamlNode> items = {};  // kSequence, kMapping
};

// The one document in `text`; empty if it cannot be understood at all. Adds an error for each thing
// that we do not allow: syntax errors, several documents, anchors, aliases, tags, keys that are not
// plain words, more than 16 levels. Time and memory are linear in the size of the text.
std::optional<YamlNode> parse_yaml(std::string_view text, Problems& problems);

}  // namespace cckm
