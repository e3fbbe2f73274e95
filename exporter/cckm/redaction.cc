// SPDX-License-Identifier: Apache-2.0
// Every spelling of a secret, in lower case and cut into overlapping runs.
#include "exporter/cckm/redaction.h"

#include <algorithm>
#include <functional>

namespace cckm {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool is_one_of(std::string_view characters, char c) {
  return characters.find(c) != std::string_view::npos;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string in_hex(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return {kHex[byte >> 4U], kHex[byte & 0xFU]};
}

// All but letters, digits and `plain` as %XX.
std::string percent_encoded(std::string_view secret, std::string_view plain) {
  std::string encoded;
  for (const char c : secret) {
    encoded += is_alphanumeric(c) || is_one_of(plain, c) ? std::string(1, c) : "%" + in_hex(c);
  }
  return encoded;
}

// Behind backslashes: what must be, and `more`.
std::string json_escaped(std::string_view secret, std::string_view more) {
  std::string escaped;
  for (const char c : secret) {
    if (c >= '\0' && c < ' ') {
      escaped += "\\u00" + in_hex(c);
    } else {
      escaped.append(c == '"' || c == '\\' || is_one_of(more, c) ? "\\" : "") += c;
    }
  }
  return escaped;
}

// The digits of base64 that depend on nothing but the secret, where `shift` bytes of something else
// come before it.
std::string base64(std::string_view secret, std::size_t shift, std::string_view digits) {
  std::string encoded;
  unsigned bits = 0;
  std::size_t count = shift * 8;
  const std::size_t foreign = (count + 5) / 6;  // digits that what comes before has a part in
  std::size_t place = count / 6;
  count %= 6;
  for (const char c : secret) {
    bits = (bits << 8U | static_cast<unsigned char>(c)) & 0xFFFFU;
    for (count += 8; count >= 6; ++place) {
      count -= 6;
      if (place >= foreign) encoded += digits[bits >> count & 0x3FU];
    }
  }
  return encoded;
}

std::vector<std::string> spellings(const std::string& secret) {
  constexpr std::string_view kUnreserved = "-._~";
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::string_view kBase64Url =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::vector<std::string> all = {secret,
                                  {secret.rbegin(), secret.rend()},
                                  percent_encoded(secret, kUnreserved),
                                  percent_encoded(secret, ""),
                                  json_escaped(secret, ""),
                                  json_escaped(secret, "/")};
  for (std::size_t shift = 0; shift < 3; ++shift) {
    all.push_back(base64(secret, shift, kBase64));
    all.push_back(base64(secret, shift, kBase64Url));
  }
  return all;
}

std::size_t hash_of_run(std::string_view text, std::size_t at, std::size_t run) {
  return std::hash<std::string_view>{}(text.substr(at, run));
}

}  // namespace

SecretFinder::SecretFinder(std::span<const std::string> secrets, Likeness likeness)
    : run_(likeness.run) {
  for (const std::string& secret : secrets) {
    for (const std::string& spelling : spellings(secret)) {
      const std::string text = lower(spelling);
      for (std::size_t at = 0; at + run_ <= text.size(); ++at) {
        runs_.insert(hash_of_run(text, at, run_));
      }
      if (text.size() < run_ && text.size() >= likeness.whole) short_ones_.push_back(text);
    }
  }
}

bool SecretFinder::found_in(std::string_view text) const {
  const std::string lower_text = lower(std::string(text));
  for (std::size_t at = 0; at + run_ <= lower_text.size(); ++at) {
    if (runs_.contains(hash_of_run(lower_text, at, run_))) return true;
  }
  return std::any_of(short_ones_.begin(), short_ones_.end(), [&](const std::string& secret) {
    return lower_text.find(secret) != std::string::npos;
  });
}

}  // namespace cckm
