// SPDX-License-Identifier: Apache-2.0
// Writes HTML. Only literals of the program become markup: every other text is escaped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace cckm {

// A literal of the program. Does not compile for a text that is known at run time only.
class Markup {
 public:
  consteval Markup(const char* literal)  // NOLINT(google-explicit-constructor)
      : text_(literal) {}

  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// A text to escape, for content and for attributes in double quotes. Precondition: outlives its
// use.
struct Escaped {
  std::string_view text;
};

// A text that came from CM, to escape and to isolate: right-to-left characters in it change nothing
// around it. For content only, not for attributes.
struct Foreign {
  std::string_view text;
};

// HTML that is complete: every text in it is escaped.
class Html {
 public:
  Html& operator<<(Markup markup) { return append(markup.text()); }
  Html& operator<<(Escaped escaped);
  Html& operator<<(Foreign foreign);
  Html& operator<<(std::size_t number);
  Html& operator<<(const Html& html) { return append(html.text_); }

  void reserve(std::size_t bytes) { text_.reserve(bytes); }
  const std::string& text() const { return text_; }
  std::string take() && { return std::move(text_); }

  // Returns `text` as it is. Precondition: it was made at build time, from a file of this project.
  static Html trusted(std::string_view text) { return Html().append(text); }

 private:
  Html& append(std::string_view text) {
    text_ += text;
    return *this;
  }

  std::string text_;
};

}  // namespace cckm
