// SPDX-License-Identifier: Apache-2.0
// Helpers of the fuzz targets: the input as text, and claims. A claim that does not hold aborts the
// process, which the fuzzer reports as a finding.
#pragma once

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

namespace cckm::test {

// Aborts unless `holds`, and prints `claim`.
inline void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", claim);
  std::abort();
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Removes the text up to the separator, and the separator, from the front. Returns that text.
// Without a separator, takes the whole text.
inline std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view taken = text.substr(0, text.find(separator));
  text.remove_prefix(taken.size() < text.size() ? taken.size() + 1 : text.size());
  return taken;
}

// Checks over all inputs of a run that messages do not contain parts of the input. The exporter has
// a fixed number of messages; with parts of the input there would be more distinct ones.
class FixedTexts {
 public:
  // `most`: number of distinct messages, without regard to numbers in them.
  explicit FixedTexts(std::size_t most) : most_(most) {}

  void check(std::string text) {
    for (char& c : text) {
      if (std::isdigit(static_cast<unsigned char>(c)) != 0) c = '0';
    }
    // Numbers of any length count as the same text.
    for (std::size_t at; (at = text.find("00")) != std::string::npos;) text.erase(at, 1);
    seen_.insert(std::move(text));
    require(seen_.size() <= most_, "messages contain no part of the input");
  }

 private:
  std::size_t most_;
  std::set<std::string> seen_;
};

}  // namespace cckm::test
