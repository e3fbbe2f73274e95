// SPDX-License-Identifier: Apache-2.0
// URLs of managers, valid and invalid.
#include "exporter/config/url.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {

using namespace std::string_view_literals;

TEST_CASE("a valid URL has a host and a port") {
  struct Row {
    std::string_view text;
    Origin wanted;
  };
  const std::vector<Row> rows = {
      {"https://cm.example.com", {true, "cm.example.com", 443}},
      {"https://cm.example.com/", {true, "cm.example.com", 443}},
      {"https://cm.example.com/api/v1", {true, "cm.example.com", 443}},
      {"https://cm.example.com:8443/api/v1/", {true, "cm.example.com", 8443}},
      {"http://cm_1-a", {false, "cm_1-a", 80}},
      {"http://localhost:1", {false, "localhost", 1}},
      {"https://10.0.0.1:65535", {true, "10.0.0.1", 65535}},
      {"https://[2001:db8::1]", {true, "2001:db8::1", 443}},
      {"https://[::1]:8443/", {true, "::1", 8443}},
      {"https://[::ffff:10.0.0.1]", {true, "::ffff:10.0.0.1", 443}},
      {"https://cm.example.com.", {true, "cm.example.com.", 443}},
      {"https://cm.example.com.:8443/api/v1", {true, "cm.example.com.", 8443}},
      {"https://cm.", {true, "cm.", 443}},
      {"HTTPS://CM.Example.COM", {true, "CM.Example.COM", 443}},
      {"Http://cm", {false, "cm", 80}},
      {"https://xn--bcher-kva.example", {true, "xn--bcher-kva.example", 443}},
      {"https://1password.example", {true, "1password.example", 443}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    REQUIRE(parse_url(row.text).ok());
    CHECK(*parse_url(row.text) == row.wanted);
  }
}

// The other invalid ones are in testdata/config/bad/urls.yml.
TEST_CASE("a URL with a NUL byte is invalid") {
  CHECK_FALSE(parse_url("https://cm.example.com\0.evil"sv).ok());
  CHECK_FALSE(parse_url("").ok());
}

TEST_CASE("an invalid URL fails with what is allowed, and without its text") {
  const auto [text, wanted] = GENERATE(table<std::string, std::string>({
      {"cm.example.com", "must begin with https:// or http://"},
      {"https:/cm.example.com", "must begin with https:// or http://"},
      {"https://", "must have a host, as in https://cm.example.com"},
      {"https://b\xC3\xBC"
       "cher.example",
       "must be ASCII: an international name is written as xn--..."},
      {"https://cm.example.com\xE2\x80\x8B",
       "must be ASCII: an international name is written as xn--..."},
      {" https://cm.example.com", "must have no spaces or control characters"},
      {"https://cm.example.com\t", "must have no spaces or control characters"},
      {"https://cm.example.com/#/login", "must not have a fragment (#)"},
      {"https://cm.example.com/ui", "must have no path other than /api/v1"},
      {"https://a:b@cm.example.com", "must not hold a user or password: they belong under auth"},
      {"https://::1", "must have [ ] around an IPv6 address"},
      {"https://[::1", "must have a DNS name or an IP address as its host"},
      {"https://cm.example.com/?tenant=example-tenant",
       "must not have a query (?): the tenant of CDSPaaS is auth_domain_path under auth"},
      {"https://cm..", "must have a DNS name or an IP address as its host"},
      {"https://10.0.0.1.", "must have a DNS name or an IP address as its host"},
      {"https://cm:0", "must have a port from 1 to 65535"},
  }));
  CAPTURE(text);
  CHECK(parse_url(text).failure() == PlainFailure{wanted});
}

TEST_CASE("a host is a DNS name or an address without brackets") {
  const std::string label(63, 'a');
  std::string longest = label;  // 255 characters, two too many
  for (int i = 0; i < 3; ++i) longest.append(1, '.').append(label);
  for (const auto& host :
       {std::string("cm"), std::string("cm_1-a.example.com"), std::string("az09AZ"),
        std::string("10.0.0.1"), std::string("2001:db8::1"), label + ".b", std::string("a."),
        std::string("cm.example.com.")}) {
    CAPTURE(host);
    CHECK(is_host(host));
  }
  for (const auto& text :
       {std::string(), std::string("a..b"), std::string(".a"), std::string("."), std::string("a.."),
        std::string("10.0.0.1."), std::string("::1."), std::string("[::1]"),
        std::string("10.0.0.256"), std::string("10.1"), std::string("a b"), std::string("a/b"),
        std::string("a@b"), std::string("a[b"), std::string("a`b"), std::string("a{b"), label + "a",
        longest}) {
    CAPTURE(text);
    CHECK_FALSE(is_host(text));
  }
}

}  // namespace cckm::test
