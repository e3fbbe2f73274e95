// SPDX-License-Identifier: Apache-2.0
// Decodes Base64 with OpenSSL, which decodes padding as NUL bytes that must be removed.
#include "exporter/web/auth/credentials.h"

#include <openssl/evp.h>

#include <algorithm>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

constexpr std::size_t kMaxDecoded = 1024;
constexpr std::size_t kMaxEncoded = (kMaxDecoded + 2) / 3 * 4;

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.empty() || text.size() > kMaxEncoded || text.size() % 4 != 0) return std::nullopt;
  std::string decoded(text.size(), '\0');  // longer than the result
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
  decoded.resize(static_cast<std::size_t>(size) -
                 std::min(padding, static_cast<std::size_t>(size)));
  return decoded;
}

}  // namespace

std::optional<Credentials> parse_credentials(std::string_view authorization) {
  constexpr std::string_view kScheme = "Basic ";
  if (!equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  const auto decoded = decode_base64(authorization.substr(kScheme.size()));
  if (!decoded || decoded->find('\0') != std::string::npos) return std::nullopt;
  const auto colon = decoded->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return Credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

}  // namespace cckm
