// SPDX-License-Identifier: Apache-2.0
// Loads the file of --web.config.file, in the format of Prometheus' exporter-toolkit.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/load.h"
#include "exporter/config/read_response_headers.h"
#include "exporter/config/read_server_tls.h"

namespace cckm {

// Permits `burst` requests at once, and one more after each interval.
struct RequestRate {
  std::chrono::milliseconds interval{0};  // 0: no limit
  std::size_t burst = 0;

  bool operator==(const RequestRate&) const = default;
};

struct WebSettings {
  // User name to bcrypt hash. Empty: every client can read the pages.
  std::map<std::string, std::string, std::less<>> users;
  std::optional<ServerTlsSettings> tls;  // empty: plain HTTP
  std::vector<ResponseHeader> headers;
  RequestRate request_rate;
};

using LoadedWeb = LoadedFile<WebSettings>;

// Read and check the file or the text, as load_settings() and parse_settings() do.
LoadedWeb load_web_settings(const std::filesystem::path& file);
LoadedWeb parse_web_settings(std::string_view yaml, const std::filesystem::path& file);

}  // namespace cckm
