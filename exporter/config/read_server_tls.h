// SPDX-License-Identifier: Apache-2.0
// `tls_server_config` of the web configuration: the certificate of the exporter's pages, and what
// is asked of clients.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exporter/config/yaml/reader.h"
#include "exporter/web/tls/server_tls_options.h"

namespace cckm {

struct ServerTlsSettings {
  ServerTlsOptions options;
  std::vector<std::string> files;  // paths whose content is in `options`, readable or not
};

// A reader (see yaml/reader.h). Reads the files, too. After an error in the mapping, the result
// still has the files that it names. Warns of a private key that every user can read.
std::optional<ServerTlsSettings> read_server_tls(const YamlValue& value);

}  // namespace cckm
