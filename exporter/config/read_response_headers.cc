// SPDX-License-Identifier: Apache-2.0
// The headers that exporter-toolkit permits, and their values.
#include "exporter/config/read_response_headers.h"

#include <algorithm>
#include <string_view>

namespace cckm {
namespace {

using Values = std::vector<std::string_view>;

std::optional<std::string> read_value(const YamlValue& value, const Values& permitted) {
  if (value.is_empty() && permitted.empty()) return "";
  auto text = value.text();
  if (!text || permitted.empty() || std::ranges::find(permitted, *text) != permitted.end()) {
    return text;
  }
  std::string list;
  for (const auto& each : permitted) list.append(list.empty() ? "" : " or ").append(each);
  value.add_error("must be " + list);
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<ResponseHeader>> read_response_headers(const YamlValue& value) {
  static const std::vector<std::pair<std::string_view, Values>> kHeaders = {
      {"Content-Security-Policy", {}},         {"X-Frame-Options", {"deny", "sameorigin"}},
      {"X-Content-Type-Options", {"nosniff"}}, {"X-XSS-Protection", {}},
      {"Strict-Transport-Security", {}},
  };
  auto mapping = value.mapping("a mapping (header: value)");
  if (!mapping) return std::nullopt;
  std::vector<ResponseHeader> headers;
  for (const auto& [name, permitted] : kHeaders) {
    const auto field = mapping->find(name);
    const auto text = field ? read_value(*field, permitted) : std::nullopt;
    if (text && !text->empty()) headers.push_back({std::string(name), *text});
  }
  mapping->reject_unknown_keys();
  return headers;
}

}  // namespace cckm
