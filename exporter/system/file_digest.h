// SPDX-License-Identifier: Apache-2.0
// Whether the content of a file has changed.
#pragma once

#include <cstddef>
#include <string>

namespace cckm {

// Returns a number that depends only on the content of a file, or on the reason why it cannot be
// read. Two contents have the same number only by an improbable chance. The number has no meaning
// outside this process. Follows symbolic links. Thread-safe.
std::size_t digest_of(const std::string& path);

}  // namespace cckm
