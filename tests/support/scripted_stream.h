// SPDX-License-Identifier: Apache-2.0
// A peer without a socket: sends scripted bytes, then ends, breaks or stalls, and records the rest.
#pragma once

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "exporter/http/byte_stream.h"

namespace cckm::test {

enum class End { kClose, kBreak, kStall };

struct Script {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  std::string bytes;                  // sent once
  std::string repeated = {};          // then sent without end; empty: `end` follows
  End end = End::kClose;              // after the last byte
  std::size_t piece = kUnlimited;     // the most bytes that one call moves
  std::size_t writable = kUnlimited;  // bytes accepted before a write fails as `end` says
};

// A stall fails at once, as a real stream does at its deadline.
class ScriptedStream final : public ByteStream {
 public:
  explicit ScriptedStream(Script script) : script_(std::move(script)), rest_(script_.bytes) {}

  Result<std::size_t> read(char* buffer, std::size_t size, Deadline deadline) override {
    deadlines_.insert(deadline);
    if (rest_.empty()) rest_ = script_.repeated;
    if (rest_.empty() && script_.end != End::kClose) return failure();
    const std::size_t moved = rest_.copy(buffer, std::min(size, script_.piece));
    rest_.remove_prefix(moved);
    bytes_read_ += moved;
    return moved;
  }

  Result<std::size_t> write(std::string_view bytes, Deadline deadline) override {
    deadlines_.insert(deadline);
    const std::size_t room = script_.writable - written_.size();
    if (room == 0) return failure();
    const std::size_t moved = std::min({bytes.size(), script_.piece, room});
    written_ += bytes.substr(0, moved);
    return moved;
  }

  const std::string& written() const { return written_; }
  std::size_t bytes_read() const { return bytes_read_; }
  // Returns the different deadlines of all calls.
  const std::set<Deadline>& deadlines() const { return deadlines_; }

 private:
  Failure failure() const {
    if (script_.end == End::kStall) return {Reason::kTimeout, "deadline"};
    return {Reason::kTruncated, "connection ended"};
  }

  const Script script_;
  std::string_view rest_;  // of script_.bytes or script_.repeated
  std::string written_;
  std::size_t bytes_read_ = 0;
  std::set<Deadline> deadlines_;
};

}  // namespace cckm::test
