// SPDX-License-Identifier: Apache-2.0
// Numeric addresses and names.
#include "exporter/http/origin.h"

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a host is an IPv4 address, an IPv6 address or a name") {
  const auto [host, family] = GENERATE(table<std::string, int>({
      {"127.0.0.1", 4},
      {"255.255.255.255", 4},
      {"::1", 6},
      {"2001:db8::ffff:192.0.2.1", 6},
      {"", 0},
      {"cm.test", 0},
      {"1.2.3", 0},
      {"1.2.3.4.5", 0},
      {"1.2.3.256", 0},
      {"01.2.3.4", 0},
      {" 127.0.0.1", 0},
      {"[::1]", 0},
      {"fe80::1%eth0", 0},
      {":::", 0},
  }));
  CAPTURE(host);
  CHECK(is_ipv4_address(host) == (family == 4));
  CHECK(is_ipv6_address(host) == (family == 6));
  CHECK(is_address(host) == (family != 0));
}

TEST_CASE("only an absolute name loses its final dot") {
  CHECK(without_final_dot("cm.test.") == "cm.test");
  CHECK(without_final_dot("cm.test") == "cm.test");
  CHECK(without_final_dot("127.0.0.1") == "127.0.0.1");
  CHECK(without_final_dot("::1") == "::1");
  CHECK(without_final_dot("").empty());
}
