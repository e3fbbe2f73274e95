// SPDX-License-Identifier: Apache-2.0
// Reads files that an operator names, of any kind and size, without blocking or filling the memory.
#pragma once

#include <cstddef>
#include <string>

#include "exporter/model/result.h"

namespace cckm {

// Returns the content of the regular file at `path`, 1 .. `max_size` bytes. Follows symbolic links.
// Fails if the file cannot be opened, is a directory, FIFO or device, or has another size. The
// failure's detail continues a message that ends in the path and a colon. Thread-safe.
Result<std::string, PlainFailure> read_regular_file(const std::string& path, std::size_t max_size);

// Returns true for a regular file with the read permission for others. Returns false if the
// permissions cannot be read.
bool is_world_readable(const std::string& path);

}  // namespace cckm
