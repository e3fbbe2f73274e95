// SPDX-License-Identifier: Apache-2.0
// The health check of a container, which has no other HTTP client: a second process of the program
// asks the first one.
#pragma once

#include <chrono>
#include <string>

#include "exporter/web/server.h"

namespace cckm {

// The exporter that is asked.
struct ServedAt {
  ListenAddress address;     // an empty host is 127.0.0.1
  std::string route_prefix;  // as of below_prefix()
  // True: over TLS. The name of the certificate is not verified, because the check does not know
  // it.
  bool tls = false;
};

// Gets /-/healthy within `patience`. Prints one line, to standard output if the exporter is
// healthy, else to standard error. Returns 0 if it is healthy, else 1. It is also healthy if it
// refuses the request because a password or TLS is missing: then it serves. Precondition: the
// process ignores SIGPIPE.
int check_health(const ServedAt& exporter,
                 std::chrono::milliseconds patience = std::chrono::seconds(3));

}  // namespace cckm
