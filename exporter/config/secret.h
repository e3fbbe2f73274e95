// SPDX-License-Identifier: Apache-2.0
// Where a secret lives, and how it is read: again at each use, so that rotation needs no restart.
#pragma once

#include <string>

#include "exporter/model/result.h"

namespace cckm {

struct SecretSource {
  enum class From { kFile, kEnvironment, kInline };
  From from = From::kFile;
  std::string value;  // the file's path, the variable's name, or the secret itself

  bool operator==(const SecretSource&) const = default;
};

// The secret's text without one trailing newline (LF or CRLF). Fails with Reason::kAuth where there
// is none: a file that is missing, not a regular file (a FIFO must not hang us), empty, over 64 KiB
// or holding a NUL byte; a variable that is unset or empty. The failure's detail names the path or
// the variable, never the content. Thread-safe as long as nobody changes the environment.
Result<std::string> read_secret(const SecretSource& source);

}  // namespace cckm
