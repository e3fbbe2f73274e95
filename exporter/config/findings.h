// SPDX-License-Identifier: Apache-2.0
// What is wrong with one configuration file, collected while it is read, so that the operator sees
// all of it at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/load.h"

namespace cckm {

// A place in the file. Both count from 1, columns in bytes; 0 and 0 stand for the file as a whole.
struct Position {
  int line = 0;
  int column = 0;
};

struct Findings {
  std::string file;
  bool strict_permissions = false;
  std::vector<Problem> errors;    // in the order of discovery
  std::vector<Problem> warnings;  // likewise

  // `message` may hold names of keys and files, but no value: it could be a secret.
  void error(Position at, std::string path, std::string message);
  void warn(Position at, std::string path, std::string message);
};

// True if `key` may be repeated in a message. What does not look like a key may be half a secret,
// as in `{password:hunter2}`, where the missing space makes all of it a key.
bool is_showable_key(std::string_view key);

// `parent.key`; a key that is not showable, or that stands in a password, becomes `?`.
std::string member_path(std::string_view parent, std::string_view key);
// `parent[index]`
std::string item_path(std::string_view parent, std::size_t index);

}  // namespace cckm
