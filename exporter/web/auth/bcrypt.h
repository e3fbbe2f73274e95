// SPDX-License-Identifier: Apache-2.0
// Passwords against bcrypt hashes. One check takes from a few milliseconds to a second, as the
// hash's cost says.
#pragma once

#include <string>

namespace cckm {

// Whether `hash` (`$2b$10$...`) is that of `password`, which must not hold a NUL byte. False if
// `hash` is none. Throws std::bad_alloc.
bool bcrypt_matches(const std::string& password, const std::string& hash);

}  // namespace cckm
