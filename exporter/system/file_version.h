// SPDX-License-Identifier: Apache-2.0
// Whether a file has changed, without reading it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace cckm {

// Two versions of a file differ if it was written, replaced, or reached by another symbolic link.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;                        // 0: there is no file
  off_t size = 0;                         // bytes
  std::int64_t written = 0, changed = 0;  // ns since the epoch: of the content, of the inode

  bool operator==(const FileVersion&) const = default;
};

// Follows symbolic links. Thread-safe.
FileVersion version_of(const std::string& path);

}  // namespace cckm
