// SPDX-License-Identifier: Apache-2.0
// What is wrong with one configuration file, collected while it is read, so that the operator sees
// all of it at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cckm {

// One thing wrong in the configuration, in words that never hold a secret's text.
struct Problem {
  std::string file;
  int line = 0;         // from 1; 0 where it is about the file as a whole
  int column = 0;       // from 1; 0 likewise
  std::string path;     // as in `managers[0].jobs[2].cloud`; may be empty
  std::string message;  // what is wrong and what is allowed

  // `file:line:column: path: message`, without the parts that are not set.
  std::string to_string() const;
};

// What a file says, or what is wrong with it.
template <typename T>
struct LoadedFile {
  T settings;                     // complete only if there are no errors
  std::vector<Problem> errors;    // in the order of the file
  std::vector<Problem> warnings;  // accepted, but worth a change

  bool ok() const { return errors.empty(); }
};

struct LoadOptions {
  bool strict_permissions = false;  // secrets that every user can read are errors, not warnings
};

// A place in the file. Both count from 1, columns in bytes; 0 and 0 stand for the file as a whole.
struct Position {
  int line = 0;
  int column = 0;
};

struct Problems {
  std::string file;
  bool strict_permissions = false;
  std::vector<Problem> errors;    // in the order of discovery
  std::vector<Problem> warnings;  // likewise

  // `message` may hold names of keys and files, but no value: it could be a secret.
  void add_error(Position at, std::string path, std::string message);
  void add_warning(Position at, std::string path, std::string message);
};

// True if `key` may be repeated in a message. What does not look like a key may be half a secret,
// as in `{password:hunter2}`, where the missing space makes all of it a key.
bool is_showable_key(std::string_view key);

// `parent.key`; a key that is not showable, or that stands in a password, becomes `?`.
std::string member_path(std::string_view parent, std::string_view key);
// `parent[index]`
std::string item_path(std::string_view parent, std::size_t index);

}  // namespace cckm
