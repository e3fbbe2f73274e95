// SPDX-License-Identifier: Apache-2.0
// The status line of a good response.
#pragma once

#include <string>

namespace cckm::test {

// With its line end: the fields of the head follow.
inline const std::string kOkLine = "HTTP/1.1 200 OK\r\n";

}  // namespace cckm::test
