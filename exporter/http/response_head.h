// SPDX-License-Identifier: Apache-2.0
// Parses the head of a response line by line, and rejects every ambiguity. Does no I/O and throws
// nothing but std::bad_alloc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cckm {

class ResponseHead {
 public:
  // Parses the status line, then each field line, without their CRLF. Returns false if the line is
  // not HTTP/1.0 or HTTP/1.1; the head must not be used then.
  [[nodiscard]] bool start(std::string_view status_line);
  [[nodiscard]] bool add(std::string_view field_line);

  int status() const { return status_; }  // 100 .. 599
  // Returns true if at most one field frames the body, and its value is valid.
  bool well_framed() const { return !misframed_ && !(chunked_ && content_length_); }
  bool chunked() const { return chunked_; }
  std::optional<std::uint64_t> content_length() const { return content_length_; }
  // Returns true if the peer keeps the connection open after this response.
  bool persistent() const { return persistent_; }
  // Returns true if there is a Content-Encoding other than identity.
  bool encoded() const { return encoded_; }
  // Return the value as received, empty if there is none.
  const std::string& retry_after() const { return retry_after_; }
  const std::string& date() const { return date_; }

 private:
  void take(std::string_view name, std::string_view value);
  void take_content_length(std::string_view value);
  void take_transfer_encoding(std::string_view value);

  int status_ = 0;
  bool misframed_ = false;
  bool chunked_ = false;
  std::optional<std::uint64_t> content_length_;
  bool persistent_ = false;
  bool encoded_ = false;
  std::string retry_after_;
  std::string date_;
};

}  // namespace cckm
