// SPDX-License-Identifier: Apache-2.0
// Collects the problems of one YAML file while it is read, so that all are reported at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cckm {

// One problem of a file. Its texts never hold a secret.
struct Problem {
  std::string file;
  int line = 0;         // from 1; 0: the problem is about the whole file
  int column = 0;       // from 1, in bytes; 0 likewise
  std::string path;     // as in `managers[0].jobs[2].cloud`; can be empty
  std::string message;  // the error and the allowed values

  // Returns `file:line:column: path: message`, without the parts that are not set.
  std::string to_string() const;
};

// The settings of a file, and its problems.
template <typename T>
struct LoadedFile {
  T settings;                     // complete only if there are no errors
  std::vector<Problem> errors;    // in the order of the file
  std::vector<Problem> warnings;  // accepted, but should be changed

  bool ok() const { return errors.empty(); }
};

struct LoadOptions {
  bool strict_permissions = false;  // secrets that every user can read are errors, not warnings
};

// A place in the file. Both count from 1, columns in bytes. 0 and 0: the whole file.
struct Position {
  int line = 0;
  int column = 0;
};

struct Problems {
  std::string file;
  bool strict_permissions = false;
  std::vector<Problem> errors;    // in the order of discovery
  std::vector<Problem> warnings;  // likewise

  // Precondition: `message` holds no value of the file, which could be a secret. Names of keys and
  // files are allowed.
  void add_error(Position at, std::string path, std::string message);
  void add_warning(Position at, std::string path, std::string message);
};

// Returns true if a message can show `key`: 1 to 40 letters, - or _. Any other text might be part
// of a secret: in `{password:hunter2}` the missing space makes all of it a key.
bool is_showable_key(std::string_view key);

// Returns `parent.key`, with `?` for a key that is not showable or is inside of a password.
std::string member_path(std::string_view parent, std::string_view key);
// Returns `parent[index]`.
std::string item_path(std::string_view parent, std::size_t index);

}  // namespace cckm
