// SPDX-License-Identifier: Apache-2.0
// A strict reader of Prometheus' text format. Prometheus itself forgives more than it should be
// given: this one complains of whatever the format does not promise to accept.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

struct Exposition {
  // Series, as in `name{a="1",b="2"}` with the labels in the order of their names -> value.
  std::map<std::string, double> samples;
  // What is wrong, each with its line: empty for a page that is all right.
  std::vector<std::string> problems;
};

Exposition parse_exposition(std::string_view page);

// True if `text` is well-formed UTF-8. Shares no code with what it judges.
bool is_utf8(std::string_view text);

}  // namespace cckm::test
