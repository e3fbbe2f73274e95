// SPDX-License-Identifier: Apache-2.0
// What this process asks of the kernel for itself at start, and what follows from the answer.
#pragma once

#include <cstddef>

namespace cckm {

// From now on no core dump is written, and no other process of the same user can look into our
// memory: it holds credentials.
void forbid_memory_dumps();

// Raises the soft limit of descriptors to the hard one, or to 65536 if that is less. A limit that
// cannot be raised stays.
void raise_descriptor_limit();

// How many clients may be connected: at most a quarter of the descriptors that there may be, which
// leaves enough for the connections to the managers, for files and for the log.
std::size_t client_connections();

}  // namespace cckm
