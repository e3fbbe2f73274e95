// SPDX-License-Identifier: Apache-2.0
// gzip compression of responses (RFC 1952).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace cckm {

// Returns true if an Accept-Encoding header accepts gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// Compresses a text that comes in pieces into one gzip member. Throws std::bad_alloc.
class Gzip {
 public:
  Gzip();
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void add(std::string_view piece);
  // Returns the compressed text.
  std::string take() &&;

 private:
  struct State;

  void compress(std::string_view text, int flush);

  const std::unique_ptr<State> state_;  // of zlib: about 160 KiB
  std::string compressed_;
};

// Compresses `text` into one gzip member. Throws std::bad_alloc.
std::string gzip(std::string_view text);

}  // namespace cckm
