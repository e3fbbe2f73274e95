// SPDX-License-Identifier: Apache-2.0
// A hash is enough: an operator who changes a file does not look for a second content of one hash.
#include "exporter/system/file_digest.h"

#include "exporter/system/regular_file.h"

namespace cckm {

std::size_t digest_of(const std::string& path) {
  // No reader of the configuration accepts a larger file.
  constexpr std::size_t kMostBytes = std::size_t{16} << 20;
  const auto content = read_regular_file(path, kMostBytes);
  return std::hash<std::string>()(content ? *content : content.failure().detail);
}

}  // namespace cckm
