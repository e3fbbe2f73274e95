// SPDX-License-Identifier: Apache-2.0
// The environment variables with which other programs are sent through a proxy. The exporter does
// not support proxies yet, and warns instead of ignoring the variables in silence.
#pragma once

#include <optional>
#include <string_view>

#include "exporter/http/origin.h"

namespace cckm {

// Returns the name of the variable that sets a proxy for `url`. Empty if there is none, or if
// NO_PROXY or no_proxy excludes the host: by `*`, by its name or address, by a domain above it, or
// by a network such as 10.0.0.0/8. A port in an entry must be that of `url`.
// The value of a variable can hold a password, so it is not returned. Thread-safe. Precondition: no
// thread changes the environment.
std::optional<std::string_view> proxy_variable(const Origin& url);

}  // namespace cckm
