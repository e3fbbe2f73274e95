// SPDX-License-Identifier: Apache-2.0
// Strict parsers of Prometheus' text format and of OpenMetrics 1.0. They reject everything that the
// format does not promise to accept, even where Prometheus itself is lenient.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

struct Exposition {
  // Values by series, such as `name{a="1",b="2"}` with the labels in the order of their names.
  std::map<std::string, double> samples;
  // Errors, each with its line; empty: the page is well-formed.
  std::vector<std::string> problems;
};

// Parses a page in the text format.
Exposition parse_exposition(std::string_view page);

// Parses a page in OpenMetrics, under the rules of openmetrics_rules.h.
Exposition parse_openmetrics(std::string_view page);

// Returns true if `text` is well-formed UTF-8. Shares no code with the exporter.
bool is_utf8(std::string_view text);

}  // namespace cckm::test
