// SPDX-License-Identifier: Apache-2.0
// Reads secrets and checks their bytes.
#include "exporter/config/secret.h"

#include <cstdlib>
#include <string_view>
#include <variant>

#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

Failure failure(const std::string& origin, const std::string& what) {
  return {Reason::kAuth, origin + ": " + what};
}

// Drops the newline with which editors and `echo` end a file.
std::string_view without_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

// Returns the secret in `text`, which was found at `origin`. Rejects a CR or LF within it, which
// could split an HTTP header.
Result<Secret> secret_of(std::string_view text, const std::string& origin) {
  const std::string_view secret = without_newline(text);
  if (secret.empty()) return failure(origin, "is empty");
  if (secret.size() > kMostBytes) return failure(origin, "is over 65536 bytes");
  if (secret.find('\0') != std::string_view::npos) return failure(origin, "holds a NUL byte");
  if (secret.find_first_of("\r\n") != std::string_view::npos) {
    return failure(origin, "holds more than one line");
  }
  return Secret(std::string(secret));
}

Result<Secret> read(const SecretFile& file) {
  const auto text = read_regular_file(file.path, kMostBytes);
  if (!text) return failure(file.path, text.failure().detail);
  return secret_of(*text, file.path);
}

Result<Secret> read(const SecretVariable& variable) {
  const std::string origin = "environment variable " + variable.name;
  const char* const value = std::getenv(variable.name.c_str());
  if (value == nullptr) return failure(origin, "is not set");
  return secret_of(value, origin);
}

Result<Secret> read(const Secret& secret) {
  return secret_of(secret.reveal(), "inline secret");
}

}  // namespace

Result<Secret> read_secret(const SecretSource& source) {
  return std::visit([](const auto& kind) { return read(kind); }, source);
}

}  // namespace cckm
