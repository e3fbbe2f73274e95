// SPDX-License-Identifier: Apache-2.0
// Buffers the stream and applies the caps on heads.
#include "exporter/http/response_reader.h"

#include <algorithm>
#include <string_view>

namespace cckm {
namespace {

constexpr const char* kBeforeBody = " before the body";
constexpr const char* kInBody = " in the body";

Failure not_http() {
  return {Reason::kTruncated, "the response is not HTTP"};
}

}  // namespace

std::optional<Failure> ResponseReader::fill(const char* phase) {
  const auto size = stream_.read(buffer_.get(), kBufferBytes, deadline_);
  if (!size) return Failure{size.failure().reason, size.failure().detail + phase};
  begin_ = 0;
  end_ = *size;
  received_ = received_ || end_ > 0;
  return std::nullopt;
}

Result<ResponseHead> ResponseReader::read_head() {
  ResponseHead head;
  do {
    head = ResponseHead();
    if (auto failure = read_one_head(head)) return *failure;
  } while (head.status() < 200);
  return head;
}

std::optional<Failure> ResponseReader::read_one_head(ResponseHead& head) {
  std::string line;
  if (auto failure = read_line(line, kMaxStatusLineBytes)) return failure;
  if (!head.start(line)) return not_http();
  for (;;) {
    if (auto failure = read_line(line, kMaxHeadBytes)) return failure;
    if (line.empty()) return std::nullopt;
    if (!head.add(line)) return not_http();
  }
}

std::optional<Failure> ResponseReader::read_line(std::string& line, std::size_t max_size) {
  line.clear();
  while (line.empty() || line.back() != '\n') {
    if (drained()) {
      if (auto failure = fill(kBeforeBody)) return failure;
      if (drained())
        return Failure{Reason::kTruncated, std::string("connection ended") + kBeforeBody};
    }
    const std::string_view unread(buffer_.get() + begin_, end_ - begin_);
    // Up to the end of the line, or all of it if that has not come yet.
    const std::size_t taken = std::min(unread.find('\n'), unread.size() - 1) + 1;
    line += unread.substr(0, taken);
    begin_ += taken;
    head_bytes_ += taken;
    if (head_bytes_ > kMaxHeadBytes) return Failure{Reason::kTooLarge, "headers over 64 KiB"};
    if (line.size() > max_size) return Failure{Reason::kTooLarge, "status line over 8 KiB"};
  }
  if (!line.ends_with("\r\n")) return not_http();
  line.resize(line.size() - 2);
  return std::nullopt;
}

Result<std::size_t> ResponseReader::read(char* data, std::size_t size) {
  if (drained()) {
    if (auto failure = fill(kInBody)) return *failure;
  }
  const std::size_t taken = std::min(size, end_ - begin_);
  std::copy_n(buffer_.get() + begin_, taken, data);
  begin_ += taken;
  return taken;
}

}  // namespace cckm
