// SPDX-License-Identifier: Apache-2.0
// Fuzzes the flag of the listening address.
#include <string>

#include "exporter/web/server.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cckm;
  using namespace cckm::test;
  const std::string text(as_text(data, size));
  const auto address = parse_listen_address(text);
  if (!address) return 0;
  require(!address->port.empty() && address->port.size() <= 5 && std::stoi(address->port) <= 65535,
          "a port is from 0 to 65535");
  require(text == to_string(*address) || text == "[" + address->host + "]:" + address->port,
          "host and port are unchanged");
  return 0;
}
