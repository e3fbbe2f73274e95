// SPDX-License-Identifier: Apache-2.0
// The health check of a container, which has no other HTTP client: a second process of the program
// asks the first one.
#pragma once

#include <chrono>

#include "exporter/web/server.h"

namespace cckm {

// Gets /-/healthy at `address`, over plain HTTP and within `patience`. An empty host is asked at
// 127.0.0.1. Prints one line, to standard output if the exporter is healthy, else to standard
// error. Returns 0 if it is healthy, else 1. A 401 is healthy: the exporter serves, and the check
// has no password. Precondition: the process ignores SIGPIPE.
int check_health(const ListenAddress& address,
                 std::chrono::milliseconds patience = std::chrono::seconds(3));

}  // namespace cckm
