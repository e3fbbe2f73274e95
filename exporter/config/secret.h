// SPDX-License-Identifier: Apache-2.0
// Where the operator keeps a secret, and reading it. It is read before each use, so that a rotation
// needs no restart.
#pragma once

#include <string>
#include <variant>

#include "exporter/model/result.h"
#include "exporter/model/secret.h"

namespace cckm {

struct SecretFile {
  std::string path;

  bool operator==(const SecretFile&) const = default;
};

struct SecretVariable {
  std::string name;  // of an environment variable

  bool operator==(const SecretVariable&) const = default;
};

// A Secret stands in the configuration itself.
using SecretSource = std::variant<SecretFile, SecretVariable, Secret>;

// Returns the secret without one trailing newline (LF or CRLF). It is one line of UTF-8, because it
// becomes a text in JSON. Fails with Reason::kAuth for a file that is missing, not a regular file
// (a FIFO would block), empty or over 64 KiB, and for a variable that is unset or empty. So it does
// for a text with a byte order mark, a control character other than a tab, more than one line or
// bytes that are not UTF-8, and for one of white space only.
// The failure's detail names the path or the variable, never the content. Thread-safe.
// Precondition: no thread changes the environment.
Result<Secret> read_secret(const SecretSource& source);

// Returns the secret if it is a JSON web token, see valid_jwt(). Fails like read_secret(), and for
// any other text.
Result<Secret> read_token(const SecretSource& source);

// Returns the secret if it can be a refresh token: printable ASCII without spaces, and no JSON, no
// quotes and no `Bearer` around it. Fails like read_secret(), and for any other text.
Result<Secret> read_refresh_token(const SecretSource& source);

}  // namespace cckm
