// SPDX-License-Identifier: Apache-2.0
// Formats problems and their paths.
#include "exporter/config/yaml/problems.h"

#include <algorithm>

namespace cckm {

std::string Problem::to_string() const {
  std::string text = file + ':';
  if (line > 0) text += std::to_string(line) + ':' + std::to_string(column) + ':';
  if (!path.empty()) text += ' ' + path + ':';
  return text + ' ' + message;
}

void Problems::add_error(Position at, std::string path, std::string message) {
  errors.push_back({file, at.line, at.column, std::move(path), std::move(message)});
}

void Problems::add_warning(Position at, std::string path, std::string message) {
  warnings.push_back({file, at.line, at.column, std::move(path), std::move(message)});
}

bool is_showable_key(std::string_view key) {
  constexpr std::size_t kLongest = 40;
  return !key.empty() && key.size() <= kLongest && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

std::string member_path(std::string_view parent, std::string_view key) {
  // Without quotes, the password `{hunter: 2` begins a mapping.
  const bool in_password = parent.find(".password") != std::string_view::npos;
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path.append(is_showable_key(key) && !in_password ? key : "?");
}

std::string item_path(std::string_view parent, std::size_t index) {
  return std::string(parent) + '[' + std::to_string(index) + ']';
}

}  // namespace cckm
