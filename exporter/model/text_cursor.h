// SPDX-License-Identifier: Apache-2.0
// Parses a text of fixed fields, such as a date, from the front. Independent of the locale.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>

namespace cckm {

// After the first mismatch complete() stays false, and the results of the other calls have no
// meaning. Not thread-safe. `text` must outlive it.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : rest_(text) {}

  // Returns true if every call has matched and no text is left.
  bool complete() const { return !failed_ && rest_.empty(); }
  void fail() { failed_ = true; }

  // Parses exactly this text.
  void expect(std::string_view wanted) {
    if (!skip(wanted)) fail();
  }

  // Parses this text if it comes next. Returns true if so.
  bool skip(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  // Parses one character out of `allowed`.
  char one_of(std::string_view allowed) {
    if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) {
      fail();
      return '\0';
    }
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  // Parses one of the names. Returns its index.
  std::size_t one_of(std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (skip(names[i])) return i;
    }
    fail();
    return 0;
  }

  // Parses a number of exactly `digits` digits, from `low` to `high`.
  int number(std::size_t digits, int low, int high) {
    const std::string_view text = this->digits(digits);
    int value = 0;
    for (const char digit : text) value = value * 10 + (digit - '0');
    if (text.size() < digits || value < low || value > high) fail();
    return value;
  }

  // Parses a time of day such as 06:38:25. Returns the seconds from the beginning of the day.
  // Second 60, a leap second, counts as the second after it.
  std::chrono::seconds time_of_day() {
    const std::chrono::hours hours(number(2, 0, 23));
    expect(":");
    const std::chrono::minutes minutes(number(2, 0, 59));
    expect(":");
    return hours + minutes + std::chrono::seconds(number(2, 0, 60));
  }

  // Parses the digits that come next, at most `most` of them.
  std::string_view digits(std::size_t most = std::string_view::npos) {
    std::size_t count = 0;
    while (count < most && count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9')
      ++count;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace cckm
