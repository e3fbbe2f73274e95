// SPDX-License-Identifier: Apache-2.0
// Reads typed values from a YAML tree, and adds an error with a path for each value that is not
// what the program asks for.
//
// A reader is a function from a YamlValue to a std::optional<T>. It returns empty after an error.
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

// One value and its path. Precondition: its tree and the problems outlive it.
class YamlValue {
 public:
  YamlValue(const YamlNode& node, std::string path, Problems& problems)
      : node_(&node), path_(std::move(path)), problems_(&problems) {}

  // Readers. Text is never empty and has no control characters. Lists have at least one item.
  // Numbers and booleans are written without quotes. Numbers are decimal, without sign or leading
  // 0. Ranges include both ends.
  std::optional<YamlMapping> mapping(const std::string& expected = "a mapping (key: value)") const;
  std::optional<std::vector<YamlValue>> list() const;
  std::optional<std::string> text() const;
  // Reads text of one or more lines.
  std::optional<std::string> lines() const;
  // Reads text of at most 128 bytes: the value of a label.
  std::optional<std::string> label() const;
  std::optional<std::vector<std::string>> texts() const;
  std::optional<bool> boolean() const;
  std::optional<std::size_t> integer(std::size_t least, std::size_t most) const;
  std::optional<std::chrono::milliseconds> duration(std::chrono::milliseconds least,
                                                    std::chrono::milliseconds most) const;
  // Reads the path of a file. Relative paths are relative to the folder of the YAML file.
  std::optional<std::string> file() const;
  // Reads the path of a file. Warns if every user can read that file; with strict permissions, that
  // is an error.
  std::optional<std::string> private_file() const;

  // Returns true for a text without a character.
  bool is_empty() const { return is_scalar() && node_->text.empty(); }
  bool is_scalar() const { return node_->kind == YamlNode::Kind::kScalar; }
  int line() const { return node_->at.line; }

  // Add a problem of this value. Precondition: `message` does not hold the value.
  void add_error(std::string message) const;
  void add_warning(std::string message) const;

 private:
  friend class YamlMapping;

  // Adds the error "must be `expected`", unless the value has an error already.
  std::nullopt_t type_error(const std::string& expected) const;

  const YamlNode* node_;
  std::string path_;
  Problems* problems_;
};

// A mapping. The caller asks for each key that it knows, then rejects the others. Precondition: as
// for YamlValue.
class YamlMapping {
 public:
  // Adds an error for each key that is given twice. Precondition: `value` is a mapping.
  explicit YamlMapping(YamlValue value);

  // Returns the value of `key`, if it is given, and makes the key a known one. Precondition: `key`
  // outlives the mapping.
  std::optional<YamlValue> find(std::string_view key);
  // As find(), with an error if the key is missing.
  std::optional<YamlValue> require(std::string_view key);

  // Returns all keys and values, sorted by key, and makes all keys known ones: for a mapping whose
  // keys are the names of things.
  std::vector<std::pair<std::string, YamlValue>> entries();

  // Assign what `read` returns for the value of `key` to `target`. Without a value, or after an
  // error, `target` stays as it is.
  template <typename T, typename Read>
  void optional(std::string_view key, T& target, Read read) {
    assign(find(key), target, read);
  }
  template <typename T, typename Read>
  void required(std::string_view key, T& target, Read read) {
    assign(require(key), target, read);
  }

  // Adds an error for each key that was never asked for, with a list of those that were.
  // Precondition: all keys that are known were asked for.
  void reject_unknown_keys() const;

  // Adds an error of the whole mapping.
  void add_error(std::string message) const { self_.add_error(std::move(message)); }

 private:
  template <typename T, typename Read>
  static void assign(const std::optional<YamlValue>& value, T& target, Read read) {
    if (!value) return;
    if (auto result = std::invoke(read, *value)) target = *std::move(result);
  }

  // As find(), with the path of the value.
  std::optional<YamlValue> member(std::string_view key, std::string path);
  void add_unknown_key(const YamlKey& key, const std::string& allowed) const;

  YamlValue self_;
  std::map<std::string_view, std::size_t> index_;  // key to its first item
  std::vector<std::string_view> allowed_;          // the known keys, in the order of the calls
};

}  // namespace cckm
