// SPDX-License-Identifier: Apache-2.0
// `http_server_config.headers` of the web configuration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exporter/config/yaml/reader.h"

namespace cckm {

// A field that each response of the exporter has.
struct ResponseHeader {
  std::string name, value;

  bool operator==(const ResponseHeader&) const = default;
};

// A reader (see yaml/reader.h). A header with an empty value is left out. As in exporter-toolkit,
// the value of X-Frame-Options and X-Content-Type-Options must not be empty.
std::optional<std::vector<ResponseHeader>> read_response_headers(const YamlValue& value);

}  // namespace cckm
