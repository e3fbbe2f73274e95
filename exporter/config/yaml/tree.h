// SPDX-License-Identifier: Apache-2.0
// Parses a YAML document to a plain tree with positions, built from the parser's events. yaml-cpp's
// own tree hides tags, aliases, duplicate keys and quotes, which a strict reader must see.
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
    kInvalid,  // an error was added for it; add no other
  };

  Kind kind = Kind::kNull;
  Position at = {};                  // kNull: of its key or of the sequence around it
  std::string text = {};             // kScalar: without quotes and escapes; valid UTF-8
  bool plain = false;                // kScalar: neither in quotes nor a block; can be a number
  std::vector<YamlKey> keys = {};    // kMapping: the key of each of `items`, with duplicates
  std::vector<YamlNode> items = {};  // kSequence, kMapping
};

// Returns the one document in `text`; empty if it cannot be parsed. Adds an error for a syntax
// error, a second document, anchors, aliases, tags, keys that are not scalars, and more than 16
// levels. Takes time and memory linear in the size of the text.
std::optional<YamlNode> parse_yaml(std::string_view text, Problems& problems);

}  // namespace cckm
