// SPDX-License-Identifier: Apache-2.0
// Checks passwords against bcrypt hashes. One check takes from some milliseconds to a second,
// depending on the cost in the hash.
#pragma once

#include <string>

namespace cckm {

// Returns true if `hash` (`$2b$10$...`) is the hash of `password`. False if `hash` is malformed.
// Compares the hashes in constant time. Throws std::bad_alloc.
// Precondition: `password` contains no NUL byte.
bool bcrypt_matches(const std::string& password, const std::string& hash);

}  // namespace cckm
