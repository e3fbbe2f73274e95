// SPDX-License-Identifier: Apache-2.0
// The body of a response: a text that several responses can share. A page of megabytes is in memory
// once, however many scrapers read it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cckm {

// A shared immutable text, empty at first.
class SharedText {
 public:
  SharedText& operator=(std::string text) {
    text_ = std::make_shared<const std::string>(std::move(text));
    return *this;
  }
  SharedText& operator=(std::shared_ptr<const std::string> text) {
    text_ = std::move(text);
    return *this;
  }

  std::string_view view() const { return text_ ? std::string_view(*text_) : std::string_view(); }

 private:
  std::shared_ptr<const std::string> text_;
};

// Boost.Beast's Body for responses. It has no writer, because the session writes the text itself:
// Beast's serializer would double the compiled code of the session.
struct SharedBody {
  using value_type = SharedText;

  static std::uint64_t size(const SharedText& text) { return text.view().size(); }
};

}  // namespace cckm
