// SPDX-License-Identifier: Apache-2.0
// Reading secrets, and the few rules about their bytes.
#include "exporter/config/secret.h"

#include <cstdlib>
#include <string_view>
#include <utility>

#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

Failure failure(const std::string& origin, const std::string& what) {
  return {Reason::kAuth, origin + ": " + what};
}

// Editors and `echo` end a file with a newline that is no part of the secret.
std::string_view without_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

// What the bytes found at `origin` say. A CR or LF within them could split an HTTP header.
Result<std::string> secret_of(std::string_view text, const std::string& origin) {
  const std::string_view secret = without_newline(text);
  if (secret.empty()) return failure(origin, "is empty");
  if (secret.size() > kMostBytes) return failure(origin, "is over 65536 bytes");
  if (secret.find('\0') != std::string_view::npos) return failure(origin, "holds a NUL byte");
  if (secret.find_first_of("\r\n") != std::string_view::npos) {
    return failure(origin, "holds more than one line");
  }
  return std::string(secret);
}

Result<std::string> from_file(const std::string& path) {
  const auto text = read_regular_file(path, kMostBytes);
  if (!text) return failure(path, text.failure().detail);
  return secret_of(*text, path);
}

Result<std::string> from_environment(const std::string& name) {
  const std::string origin = "environment variable " + name;
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) return failure(origin, "is not set");
  return secret_of(value, origin);
}

}  // namespace

Result<std::string> read_secret(const SecretSource& source) {
  switch (source.from) {
    case SecretSource::From::kFile:
      return from_file(source.value);
    case SecretSource::From::kEnvironment:
      return from_environment(source.value);
    case SecretSource::From::kInline:
      return secret_of(source.value, "inline secret");
  }
  __builtin_unreachable();
}

}  // namespace cckm
