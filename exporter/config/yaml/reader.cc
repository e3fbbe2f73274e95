// SPDX-License-Identifier: Apache-2.0
// Implements the readers, with the texts of their errors.
#include "exporter/config/yaml/reader.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "exporter/config/yaml/edit_distance.h"
#include "exporter/model/ascii.h"
#include "exporter/model/duration.h"
#include "exporter/model/utf8.h"
#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

using Kind = YamlNode::Kind;

std::optional<std::size_t> parse_integer(const YamlNode& node) {
  const std::string& text = node.text;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  const bool leading_zero = text.size() > 1 && text.starts_with('0');
  if (!node.plain || !whole || leading_zero) return std::nullopt;
  return number;
}

}  // namespace

void YamlValue::add_error(std::string message) const {
  problems_->add_error(node_->at, path_, std::move(message));
}

void YamlValue::add_warning(std::string message) const {
  problems_->add_warning(node_->at, path_, std::move(message));
}

std::nullopt_t YamlValue::type_error(const std::string& expected) const {
  if (node_->kind == Kind::kNull) {
    add_error("has no value, must be " + expected);
  } else if (node_->kind != Kind::kInvalid) {
    add_error("must be " + expected);
  }
  return std::nullopt;
}

std::optional<YamlMapping> YamlValue::mapping(const std::string& expected) const {
  if (node_->kind != Kind::kMapping) return type_error(expected);
  return YamlMapping(*this);
}

std::optional<std::vector<YamlValue>> YamlValue::list() const {
  if (node_->kind != Kind::kSequence || node_->items.empty()) {
    return type_error("a list of at least one item");
  }
  std::vector<YamlValue> values;
  for (const YamlNode& item : node_->items) {
    values.emplace_back(item, item_path(path_, values.size()), *problems_);
  }
  return values;
}

std::optional<std::string> YamlValue::text() const {
  if (!is_scalar()) return type_error("text");
  if (node_->text.empty() || has_control_characters(node_->text)) {
    return type_error("text, not empty and without control characters");
  }
  return node_->text;
}

std::optional<std::string> YamlValue::lines() const {
  if (!is_scalar() || node_->text.empty()) return type_error("text, not empty");
  return node_->text;
}

std::optional<std::string> YamlValue::label() const {
  constexpr std::size_t kLongest = 128;
  auto label = text();
  if (label && label->size() > kLongest) return type_error("text of at most 128 bytes");
  return label;
}

std::optional<std::vector<std::string>> YamlValue::texts() const {
  const auto values = list();
  if (!values) return std::nullopt;
  std::vector<std::string> texts;
  for (const YamlValue& value : *values) {
    if (auto text = value.text()) texts.push_back(*std::move(text));
  }
  return texts;
}

std::optional<bool> YamlValue::boolean() const {
  const bool yes = node_->text == "true";
  if (!node_->plain || (!yes && node_->text != "false")) {
    return type_error("true or false, without quotes");
  }
  return yes;
}

std::optional<std::size_t> YamlValue::integer(std::size_t least, std::size_t most) const {
  const auto number = parse_integer(*node_);
  if (!number || *number < least || *number > most) {
    return type_error("a whole number from " + std::to_string(least) + " to " +
                      std::to_string(most) + ", without quotes");
  }
  return number;
}

std::optional<std::chrono::milliseconds> YamlValue::duration(std::chrono::milliseconds least,
                                                             std::chrono::milliseconds most) const {
  const auto duration = parse_duration(node_->text);
  if (!duration || *duration < least || *duration > most) {
    return type_error("a duration from " + format_duration(least) + " to " + format_duration(most) +
                      ", such as 500ms, 9.5s or 1m30s");
  }
  return duration;
}

std::optional<std::string> YamlValue::file() const {
  const auto name = text();
  if (!name) return std::nullopt;
  const std::filesystem::path folder = std::filesystem::path(problems_->file).parent_path();
  return (folder / *name).lexically_normal().string();
}

std::optional<std::string> YamlValue::private_file() const {
  auto path = file();
  if (!path || !is_world_readable(*path)) return path;
  std::string problem = *path + ": can be read by every user of this machine";
  if (problems_->strict_permissions) {
    add_error(std::move(problem));
    return std::nullopt;
  }
  add_warning(std::move(problem));
  return path;
}

YamlMapping::YamlMapping(YamlValue value) : self_(std::move(value)) {
  const auto& keys = self_.node_->keys;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto [first, is_new] = index_.emplace(keys[i].text, i);
    if (is_new) continue;
    self_.problems_->add_error(
        keys[i].at, member_path(self_.path_, keys[i].text),
        "is given twice, first in line " + std::to_string(keys[first->second].at.line));
  }
}

// The program's own key is never a secret, so the path shows every one.
std::optional<YamlValue> YamlMapping::find(std::string_view key) {
  return member(key, self_.path_ + (self_.path_.empty() ? "" : ".") + std::string(key));
}

std::optional<YamlValue> YamlMapping::member(std::string_view key, std::string path) {
  if (std::ranges::find(allowed_, key) == allowed_.end()) allowed_.push_back(key);
  const auto found = index_.find(key);
  if (found == index_.end()) return std::nullopt;
  return YamlValue(self_.node_->items[found->second], std::move(path), *self_.problems_);
}

std::optional<YamlValue> YamlMapping::require(std::string_view key) {
  auto value = find(key);
  if (!value) add_error("must have the key " + std::string(key));
  return value;
}

std::vector<std::pair<std::string, YamlValue>> YamlMapping::entries() {
  std::vector<std::pair<std::string, YamlValue>> entries;
  for (const auto& [key, index] : index_) {
    entries.emplace_back(key, *member(key, member_path(self_.path_, key)));
  }
  return entries;
}

void YamlMapping::reject_unknown_keys() const {
  const std::string allowed = join(allowed_, ", ");
  for (const auto& [text, index] : index_) {
    if (std::ranges::find(allowed_, text) == allowed_.end()) {
      add_unknown_key(self_.node_->keys[index], allowed);
    }
  }
}

void YamlMapping::add_unknown_key(const YamlKey& key, const std::string& allowed) const {
  std::string message = "is not a known key";
  if (const auto meant = closest(key.text, allowed_)) {
    message += " (did you mean " + std::string(*meant) + "?)";
  }
  self_.problems_->add_error(key.at, member_path(self_.path_, key.text),
                             message + "; allowed: " + allowed);
}

}  // namespace cckm
