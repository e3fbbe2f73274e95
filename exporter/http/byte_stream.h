// SPDX-License-Identifier: Apache-2.0
// Bytes to and from a peer. Connection is the only one of the exporter, unit tests script another.
#pragma once

#include <cstddef>
#include <string_view>

#include "exporter/model/deadline.h"
#include "exporter/model/result.h"

namespace cckm {

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Reads at least one byte and at most `size`. Returns 0 once the peer has ended the stream in
  // good order. Fails with timeout at `deadline`, or with truncated if the stream breaks.
  virtual Result<std::size_t> read(char* buffer, std::size_t size, Deadline deadline) = 0;
  // Writes at least one byte of `bytes` and returns their number. Fails like read().
  virtual Result<std::size_t> write(std::string_view bytes, Deadline deadline) = 0;
};

}  // namespace cckm
