// SPDX-License-Identifier: Apache-2.0
// Responses in plain text.
#include "exporter/web/http.h"

namespace cckm {

Response text_response(http::status status, std::string_view text) {
  constexpr unsigned kHttp11 = 11;
  Response response(status, kHttp11);
  response.set(http::field::content_type, kPlainText);
  response.body() = std::string(text);
  return response;
}

}  // namespace cckm
