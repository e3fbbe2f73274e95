// SPDX-License-Identifier: Apache-2.0
// What an answer says before its body, read line by line and strictly: what could be understood in
// two ways is not understood. Pure: no I/O, and no exception but std::bad_alloc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cckm {

class ResponseHead {
 public:
  // The lines come without their CRLF. False if one is not HTTP/1.0 or HTTP/1.1; its text is then
  // of no further use.
  [[nodiscard]] bool start(std::string_view status_line);
  [[nodiscard]] bool add(std::string_view field_line);

  int status() const { return status_; }  // 100 .. 599
  // One way of framing at most, and one that we know.
  bool well_framed() const { return !misframed_ && !(chunked_ && content_length_); }
  bool chunked() const { return chunked_; }
  std::optional<std::uint64_t> content_length() const { return content_length_; }
  // The peer means to go on after this answer.
  bool persistent() const { return persistent_; }
  // There is a Content-Encoding, whichever, but for identity.
  bool encoded() const { return encoded_; }
  // Values as received; empty: none.
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
