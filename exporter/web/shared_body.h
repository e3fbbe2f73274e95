// SPDX-License-Identifier: Apache-2.0
// The body of a response: a text that several responses can share. A page of megabytes is in memory
// once, however many scrapers read it.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>
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

// Meets the requirements of Boost.Beast's Body for messages that are written.
struct SharedBody {
  using value_type = SharedText;

  static std::uint64_t size(const SharedText& text) { return text.view().size(); }

  class writer {
   public:
    using const_buffers_type = boost::asio::const_buffer;

    template <bool is_request, typename Fields>
    writer(const boost::beast::http::header<is_request, Fields>& /*header*/, const SharedText& text)
        : text_(text) {}

    void init(boost::beast::error_code& error) { error = {}; }
    boost::optional<std::pair<const_buffers_type, bool>> get(boost::beast::error_code& error) {
      error = {};
      return {{const_buffers_type(text_.view().data(), text_.view().size()), false}};
    }

   private:
    const SharedText& text_;
  };
};

}  // namespace cckm
