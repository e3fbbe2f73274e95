// SPDX-License-Identifier: Apache-2.0
// An answer's bytes as they come in: the head line by line and under caps, then the body, raw.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "exporter/http/connection.h"
#include "exporter/http/response_head.h"
#include "exporter/model/result.h"

namespace cckm {

// Of all that comes before a body, interim answers included, and of a status line alone.
inline constexpr std::size_t kMaxHeadBytes = 64 << 10;
inline constexpr std::size_t kMaxStatusLineBytes = 8 << 10;

class ResponseReader {
 public:
  ResponseReader(Connection& connection, Deadline deadline)
      : connection_(connection), deadline_(deadline) {}

  // The head of the final answer; interim ones (1xx) are passed over. To be called once, before
  // read(). Fails with timeout, truncated or too_large.
  Result<ResponseHead> read_head();
  // What follows, up to `size` bytes; 0: the peer has ended the stream. Fails with timeout or
  // truncated.
  Result<std::size_t> read(char* data, std::size_t size);

  // Anything has come at all.
  bool received() const { return received_; }
  // Nothing has come that is not read.
  bool drained() const { return begin_ == end_; }

 private:
  std::optional<Failure> fill(const char* phase);
  std::optional<Failure> read_line(std::string& line, std::size_t max_size);
  std::optional<Failure> read_one_head(ResponseHead& head);

  Connection& connection_;
  const Deadline deadline_;
  std::array<char, 16 << 10> buffer_;  // begin_ .. end_ of it is yet to be read
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool received_ = false;
  std::size_t head_bytes_ = 0;
};

}  // namespace cckm
