// SPDX-License-Identifier: Apache-2.0
// Sets this process's limits at start, and derives the limit on clients from them.
#pragma once

#include <cstddef>

namespace cckm {

// Disables core dumps, and denies other processes of the same user access to this process's memory:
// it holds credentials.
void forbid_memory_dumps();

// Raises the soft limit on descriptors to the hard limit, or to 65536 if that is less. Never lowers
// it.
void raise_descriptor_limit();

// Returns how many clients can be connected at a time: a quarter of the soft limit on descriptors,
// 1 .. 1024. The other descriptors are for connections to managers, files and the log.
std::size_t client_connections();

}  // namespace cckm
