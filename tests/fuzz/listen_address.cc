// SPDX-License-Identifier: Apache-2.0
// Fuzzes the flag of the listening address.
#include <string>

#include "exporter/web/server.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

void cckm::test::fuzz_listen_address(std::string_view input) {
  const std::string text(input);
  const auto address = parse_listen_address(text);
  if (!address) return;
  require(!address->port.empty() && address->port.size() <= 5 && std::stoi(address->port) <= 65535,
          "a port is from 0 to 65535");
  require(text == to_string(*address) || text == "[" + address->host + "]:" + address->port,
          "host and port are unchanged");
}
