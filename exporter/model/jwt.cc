// SPDX-License-Identifier: Apache-2.0
// Checks the three parts of a token.
#include "exporter/model/jwt.h"

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

bool is_base64url(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kBase64UrlDigits) == std::string_view::npos;
}

}  // namespace

bool valid_jwt(std::string_view jwt) {
  const std::size_t first = jwt.find('.');
  if (jwt.size() > kMostTokenBytes || first == std::string_view::npos) return false;
  const std::size_t second = jwt.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  return is_base64url(jwt.substr(0, first)) &&
         is_base64url(jwt.substr(first + 1, second - first - 1)) &&
         is_base64url(jwt.substr(second + 1));
}

}  // namespace cckm
