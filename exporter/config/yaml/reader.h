// SPDX-License-Identifier: Apache-2.0
// Strict walking of a YAML tree: each step knows its path, and complains where the file is not what
// the program asks for.
//
// A reader is anything that turns a YamlValue into a std::optional<T>, empty after a complaint.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/config/yaml/problems.h"
#include "exporter/config/yaml/tree.h"

namespace cckm {

class YamlMapping;

// One value and where it is. Refers to its tree and to the problems, which must outlive it.
class YamlValue {
 public:
  YamlValue(const YamlNode& node, std::string path, Problems& problems)
      : node_(&node), path_(std::move(path)), problems_(&problems) {}

  // Readers. Text is never empty and has no control characters; lists have at least one item;
  // numbers and booleans are written without quotes, numbers in decimal without sign or leading 0.
  std::optional<YamlMapping> mapping(const std::string& expected = "a mapping (key: value)") const;
  std::optional<std::vector<YamlValue>> list() const;
  std::optional<std::string> text() const;
  // Text of at most 128 bytes: the value of a label.
  std::optional<std::string> label() const;
  std::optional<std::vector<std::string>> texts() const;
  std::optional<bool> boolean() const;
  std::optional<std::size_t> integer(std::size_t least, std::size_t most) const;
  std::optional<std::chrono::milliseconds> duration(std::chrono::milliseconds least,
                                                    std::chrono::milliseconds most) const;
  // A text that names a file, taken relative to the folder of the configuration.
  std::optional<std::string> file() const;
  // The same, with a warning if everybody can read that file, or refused if permissions are strict.
  std::optional<std::string> private_file() const;

  bool is_scalar() const { return node_->kind == YamlNode::Kind::kScalar; }
  int line() const { return node_->at.line; }

  // Complaints about this value, in words that do not hold it.
  void add_error(std::string message) const;
  void add_warning(std::string message) const;

 private:
  friend class YamlMapping;

  // "must be `expected`", unless the value was already complained about.
  std::nullopt_t type_error(const std::string& expected) const;

  const YamlNode* node_;
  std::string path_;
  Problems* problems_;
};

// A mapping whose keys are asked for one by one. Lifetimes as for YamlValue.
class YamlMapping {
 public:
  // Complains of each key that is there twice. Precondition: `value` is a mapping.
  explicit YamlMapping(YamlValue value);

  // The value of `key`, which outlives the mapping; allows the key.
  std::optional<YamlValue> find(std::string_view key);
  // The same, with a complaint where there is none.
  std::optional<YamlValue> require(std::string_view key);

  // The values of all keys, for a mapping whose keys are the operator's; allows them all.
  std::vector<std::pair<std::string, YamlValue>> entries();

  // Puts what `read` makes of the value of `key`, where there is one, into `target`.
  template <typename T, typename Read>
  void optional(std::string_view key, T& target, Read read) {
    assign(find(key), target, read);
  }
  template <typename T, typename Read>
  void required(std::string_view key, T& target, Read read) {
    assign(require(key), target, read);
  }

  // To be called last: complains of each key that was never asked for, and lists those that were.
  void reject_unknown_keys() const;

  // Complains about the mapping as a whole.
  void add_error(std::string message) const { self_.add_error(std::move(message)); }

 private:
  template <typename T, typename Read>
  static void assign(const std::optional<YamlValue>& value, T& target, Read read) {
    if (!value) return;
    if (auto result = std::invoke(read, *value)) target = *std::move(result);
  }

  void add_unknown_key(const YamlKey& key, const std::string& allowed) const;

  YamlValue self_;
  std::map<std::string_view, std::size_t> index_;  // of each key's first item
  std::vector<std::string_view> allowed_;          // in the order of asking
};

}  // namespace cckm
