// SPDX-License-Identifier: Apache-2.0
// Fuzzes the URL of a manager.
#include "exporter/config/url.h"

#include <string>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

std::string canonical(const Origin& url) {
  const bool bracketed = url.host.find(':') != std::string::npos;
  return (url.tls ? "https://" : "http://") + (bracketed ? "[" + url.host + "]" : url.host) + ":" +
         std::to_string(url.port);
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_url(std::string_view text) {
  static FixedTexts words(12);
  const auto url = parse_url(text);
  if (!url) {
    words.check(url.failure().detail);
    return;
  }
  require(is_host(url->host), "a URL has a host");
  require(url->port != 0, "a URL has a port");
  require(text.find(url->host) != std::string_view::npos, "the host is a part of the text");
  const auto again = parse_url(canonical(*url));
  require(again && *again == *url, "a parsed URL can be formatted and parsed again");
}
