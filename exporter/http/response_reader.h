// SPDX-License-Identifier: Apache-2.0
// Reads a response from a stream: the head line by line and within caps, then the raw body.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "exporter/http/byte_stream.h"
#include "exporter/http/response_head.h"
#include "exporter/model/result.h"

namespace cckm {

// The cap on all bytes before the body, interim responses included.
inline constexpr std::size_t kMaxHeadBytes = 64 << 10;
inline constexpr std::size_t kMaxStatusLineBytes = 8 << 10;

// `stream` must outlive it.
class ResponseReader {
 public:
  ResponseReader(ByteStream& stream, Deadline deadline) : stream_(stream), deadline_(deadline) {}

  // Reads the head of the final response and skips interim ones (1xx). Fails with timeout,
  // truncated or too_large. Precondition: called once, before read().
  Result<ResponseHead> read_head();
  // Reads up to `size` bytes of the body. Returns 0 once the peer has ended the stream. Fails with
  // timeout or truncated.
  Result<std::size_t> read(char* data, std::size_t size);

  // Returns true if the peer has sent at least one byte.
  bool received() const { return received_; }
  // Returns true if no received byte is unread.
  bool drained() const { return begin_ == end_; }

 private:
  static constexpr std::size_t kBufferBytes = 16 << 10;  // the most that a TLS record has

  std::optional<Failure> fill(const char* phase);
  std::optional<Failure> read_line(std::string& line, std::size_t max_size);
  std::optional<Failure> read_one_head(ResponseHead& head);

  ByteStream& stream_;
  const Deadline deadline_;
  // Not cleared, so that a short response touches one page of memory.
  const std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
  std::size_t begin_ = 0;  // of the unread part
  std::size_t end_ = 0;
  bool received_ = false;
  std::size_t head_bytes_ = 0;
};

}  // namespace cckm
