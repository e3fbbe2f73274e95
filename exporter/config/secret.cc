// SPDX-License-Identifier: Apache-2.0
// Reads secrets and checks their bytes.
#include "exporter/config/secret.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "exporter/model/ascii.h"
#include "exporter/model/jwt.h"
#include "exporter/model/utf8.h"
#include "exporter/system/regular_file.h"

namespace cckm {
namespace {

constexpr std::size_t kMostBytesOfSecret = std::size_t{64} * 1024;

Failure failure(const std::string& origin, const std::string& what) {
  return {Reason::kAuth, origin + ": " + what};
}

// Drops the newline with which editors and `echo` end a file.
std::string_view without_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

// The first bytes of a text, in lower case, and the message about a secret that begins with them.
struct Beginning {
  std::string_view text;
  std::string_view problem;
};

constexpr std::array kByteOrderMarks = {
    Beginning{"\xEF\xBB\xBF", "begins with a byte order mark, save it as UTF-8 without one"},
    Beginning{"\xFF\xFE", "is UTF-16, save it as UTF-8 without a byte order mark"},
    Beginning{"\xFE\xFF", "is UTF-16, save it as UTF-8 without a byte order mark"},
};

constexpr std::array kAroundTokens = {
    Beginning{"bearer", "begins with the word Bearer, write the token alone"},
    Beginning{"authorization", "holds an HTTP header, write the token alone"},
    Beginning{"{", "holds JSON, write the token alone"},
    Beginning{"[", "holds JSON, write the token alone"},
    Beginning{"\"", "begins with a quote, write the token without quotes"},
    Beginning{"'", "begins with a quote, write the token without quotes"},
    Beginning{" ", "begins with a space, write the token alone"},
};

// Returns the problem of the first row that `text` begins with; nullptr if there is none.
template <std::size_t size>
const Beginning* find_beginning(const std::array<Beginning, size>& rows, std::string_view text) {
  for (const Beginning& row : rows) {
    if (equal_ignoring_case(text.substr(0, row.text.size()), row.text)) return &row;
  }
  return nullptr;
}

// Returns true for the control characters of ASCII, except the tab. They come from a terminal's
// colors or an editor's ^Z, not from a keyboard.
bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\t') || c == 0x7F;
}

// Returns what makes `text` no secret; empty if it is one. Rejects a CR or LF within it, which
// could split an HTTP header.
std::string_view problem_of(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kMostBytesOfSecret) return "is over 65536 bytes";
  if (const auto* const mark = find_beginning(kByteOrderMarks, text)) return mark->problem;
  if (text.find('\0') != std::string_view::npos) return "holds a NUL byte";
  if (text.find_first_of("\r\n") != std::string_view::npos) return "holds more than one line";
  if (valid_utf8_length(text) != text.size()) return "is not valid UTF-8, save it as UTF-8";
  if (std::ranges::any_of(text, is_control)) return "holds a control character";
  if (trimmed(text).empty()) return "holds only white space";
  return {};
}

// Returns the secret in `text`, which was found at `origin`.
Result<Secret> secret_of(std::string_view text, const std::string& origin) {
  const std::string_view secret = without_newline(text);
  const std::string_view problem = problem_of(secret);
  if (!problem.empty()) return failure(origin, std::string(problem));
  return Secret(std::string(secret));
}

std::string origin_of(const SecretFile& file) {
  return file.path;
}

std::string origin_of(const SecretVariable& variable) {
  return "environment variable " + variable.name;
}

std::string origin_of(const Secret&) {
  return "inline secret";
}

Result<Secret> read(const SecretFile& file) {
  const std::string origin = origin_of(file);
  const auto text = read_regular_file(file.path, kMostBytesOfSecret);
  if (!text) return failure(origin, text.failure().detail);
  return secret_of(*text, origin);
}

Result<Secret> read(const SecretVariable& variable) {
  const std::string origin = origin_of(variable);
  const char* const value = std::getenv(variable.name.c_str());
  if (value == nullptr) return failure(origin, "is not set");
  return secret_of(value, origin);
}

Result<Secret> read(const Secret& secret) {
  return secret_of(secret.reveal(), origin_of(secret));
}

// Returns true if no quote, word or JSON is around the token.
bool has_token_characters(std::string_view text) {
  return find_beginning(kAroundTokens, text) == nullptr &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

Result<Secret> read_token_if(const SecretSource& source, bool (*valid)(std::string_view),
                             std::string_view otherwise) {
  auto secret = read_secret(source);
  if (!secret || valid(secret->reveal())) return secret;
  const auto* const around = find_beginning(kAroundTokens, secret->reveal());
  const auto origin = std::visit([](const auto& kind) { return origin_of(kind); }, source);
  return failure(origin, std::string(around != nullptr ? around->problem : otherwise));
}

}  // namespace

Result<Secret> read_secret(const SecretSource& source) {
  return std::visit([](const auto& kind) { return read(kind); }, source);
}

Result<Secret> read_token(const SecretSource& source) {
  return read_token_if(source, valid_jwt,
                       "holds no JSON web token: three parts of base64url with dots between them");
}

Result<Secret> read_refresh_token(const SecretSource& source) {
  return read_token_if(source, has_token_characters,
                       "holds no refresh token: printable ASCII without spaces");
}

}  // namespace cckm
