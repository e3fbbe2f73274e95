// SPDX-License-Identifier: Apache-2.0
// The headers of pages for people.
#include "exporter/web/local_page.h"

#include "exporter/web/gzip.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

Response response_with(const LocalPage& page, const std::string& accept_encoding = "") {
  Request request(http::verb::get, "/", 11);
  if (!accept_encoding.empty()) request.set(http::field::accept_encoding, accept_encoding);
  return page_response(request, page);
}

}  // namespace

TEST_CASE("a page permits the exporter's stylesheet and images, and nothing else") {
  const Response response = response_with({.content_type = "text/html", .text = "<p>"});
  CHECK(response["Content-Security-Policy"] ==
        "default-src 'none'; style-src 'self'; img-src 'self'");
  CHECK(response["X-Content-Type-Options"] == "nosniff");
  CHECK(response[http::field::content_type] == "text/html");
  CHECK(response.body().view() == "<p>");
}

TEST_CASE("a page has its status") {
  const Response response =
      response_with({.status = http::status::not_found, .content_type = "text/html", .text = ""});
  CHECK(response.result() == http::status::not_found);
}

TEST_CASE("browsers keep only what is constant") {
  CHECK(response_with({.text = ""})[http::field::cache_control] == "no-store");
  CHECK(response_with({.text = "", .constant = true})[http::field::cache_control] ==
        "private, max-age=86400");
}

TEST_CASE("a page is compressed for a client that accepts gzip") {
  const std::string text(1000, 'x');
  const Response response = response_with({.text = text}, "gzip");
  CHECK(response[http::field::content_encoding] == "gzip");
  CHECK(response.body().view() == gzip(text));
  CHECK(response_with({.text = text}, "br").body().view() == text);
  CHECK(response[http::field::vary] == "Accept-Encoding");
}

}  // namespace cckm::test
