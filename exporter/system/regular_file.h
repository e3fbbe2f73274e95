// SPDX-License-Identifier: Apache-2.0
// Files that an operator names, read without trust: nothing that they could be makes us hang or
// fills the memory.
#pragma once

#include <cstddef>
#include <string>

#include "exporter/model/result.h"

namespace cckm {

// The content of the regular file at `path` (symbolic links are followed). Fails if it cannot be
// opened, is a directory, FIFO or device, is empty, or has more than `most` bytes. The failure's
// detail is to follow the path and a colon. Thread-safe.
Result<std::string, PlainFailure> read_regular_file(const std::string& path, std::size_t most);

// True for a regular file that users who are neither its owner nor in its group may read; false
// also where that cannot be told.
bool is_world_readable(const std::string& path);

}  // namespace cckm
