// SPDX-License-Identifier: Apache-2.0
// The security headers are on every such page, also on plain text.
#include "exporter/web/local_page.h"

#include <utility>

#include "exporter/web/gzip.h"

namespace cckm {

Response page_response(const Request& request, LocalPage page) {
  Response response(page.status, 11);
  response.set(http::field::content_type, page.content_type);
  response.set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set(http::field::cache_control, page.constant ? "private, max-age=86400" : "no-store");
  response.set(http::field::vary, "Accept-Encoding");
  const bool compressed = accepts_gzip(request[http::field::accept_encoding]);
  if (compressed) response.set(http::field::content_encoding, "gzip");
  response.body() = compressed ? gzip(page.text) : std::move(page.text);
  return response;
}

}  // namespace cckm
