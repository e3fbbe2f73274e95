// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: the input as text, and claims that end the process when they do not
// hold, which is how a fuzzer learns of a finding.
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

// Aborts unless `holds`. `claim` is what should have been so.
inline void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", claim);
  std::abort();
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the text up to the separator off the front, and the separator too; all if there is none.
inline std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view taken = text.substr(0, text.find(separator));
  text.remove_prefix(taken.size() < text.size() ? taken.size() + 1 : text.size());
  return taken;
}

// Holds a claim over all inputs of a run: these texts are our own words and numbers. If the input
// had any part in them, there would soon be more of them than we ever wrote.
class OurWords {
 public:
  explicit OurWords(std::size_t most) : most_(most) {}

  void check(std::string text) {
    for (char& c : text) {
      if (std::isdigit(static_cast<unsigned char>(c)) != 0) c = '0';
    }
    // A number is one word however long it is.
    for (std::size_t at; (at = text.find("00")) != std::string::npos;) text.erase(at, 1);
    seen_.insert(std::move(text));
    require(seen_.size() <= most_, "messages are a closed list of our own words");
  }

 private:
  std::size_t most_;
  std::set<std::string> seen_;
};

}  // namespace cckm::test
