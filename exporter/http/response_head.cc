// SPDX-License-Identifier: Apache-2.0
// A strict subset of RFC 9112: no folded lines, no bare line feeds, no control characters.
#include "exporter/http/response_head.h"

#include <algorithm>
#include <charconv>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_token_char(char c) {
  const char letter = to_lower(c);
  return is_digit(c) || (letter >= 'a' && letter <= 'z') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

bool is_text(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

// Returns true if the comma-separated `list` contains `token`.
bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (equal_ignoring_case(trimmed(list.substr(0, comma), kBlanks), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace

bool ResponseHead::start(std::string_view line) {
  constexpr std::size_t kVersion = 9;  // "HTTP/1.x "
  constexpr std::size_t kStatus = kVersion + 3;
  const std::string_view version = line.substr(0, kVersion);
  if (version != "HTTP/1.1 " && version != "HTTP/1.0 ") return false;
  if (line.size() < kStatus || (line.size() > kStatus && line[kStatus] != ' ')) return false;
  std::from_chars(line.data() + kVersion, line.data() + kStatus, status_);
  persistent_ = version == "HTTP/1.1 ";
  // A status of fewer than three digits is less than 100.
  return status_ >= 100 && status_ <= 599 && is_text(line);
}

bool ResponseHead::add(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || !is_text(line)) return false;
  const std::string_view name = line.substr(0, colon);
  if (!std::all_of(name.begin(), name.end(), is_token_char)) return false;
  take(name, trimmed(line.substr(colon + 1), kBlanks));
  return true;
}

void ResponseHead::take(std::string_view name, std::string_view value) {
  const auto is = [&](std::string_view wanted) { return equal_ignoring_case(name, wanted); };
  if (is("Content-Length")) {
    take_content_length(value);
  } else if (is("Transfer-Encoding")) {
    take_transfer_encoding(value);
  } else if (is("Connection")) {
    if (has_token(value, "close")) persistent_ = false;
  } else if (is("Content-Encoding")) {
    if (!equal_ignoring_case(value, "identity")) encoded_ = true;
  } else if (is("Retry-After")) {
    retry_after_ = value;
  } else if (is("Date")) {
    date_ = value;
  }
}

void ResponseHead::take_content_length(std::string_view value) {
  constexpr std::size_t kMaxDigits = 18;  // no 18-digit number overflows
  if (content_length_ || value.empty() || value.size() > kMaxDigits ||
      !std::all_of(value.begin(), value.end(), is_digit)) {
    misframed_ = true;
    return;
  }
  std::uint64_t length = 0;
  std::from_chars(value.data(), value.data() + value.size(), length);
  content_length_ = length;
}

void ResponseHead::take_transfer_encoding(std::string_view value) {
  if (chunked_ || !equal_ignoring_case(value, "chunked")) misframed_ = true;
  chunked_ = true;
}

}  // namespace cckm
