// SPDX-License-Identifier: Apache-2.0
// Texts that responses share, and what Boost.Beast writes of them.
#include "exporter/web/shared_body.h"

#include "exporter/web/http.h"
#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a shared text is empty until it is assigned") {
  SharedText text;
  CHECK(text.view().empty());
  text = std::string("page");
  CHECK(text.view() == "page");
}

TEST_CASE("responses share one text, which is freed with the last of them") {
  auto page = std::make_shared<const std::string>("page");
  const std::weak_ptr<const std::string> weak = page;
  SharedText first;
  first = std::move(page);
  SharedText second = first;
  CHECK(second.view().data() == first.view().data());
  first = SharedText();
  CHECK(second.view() == "page");
  second = SharedText();
  CHECK(weak.expired());
}

TEST_CASE("the body is written in one buffer, without a copy") {
  Response response;
  response.body() = std::string(100000, 'x');
  const SharedText& text = response.body();
  CHECK(SharedBody::size(text) == 100000);
  SharedBody::writer writer(response.base(), text);
  boost::beast::error_code error = boost::asio::error::eof;
  writer.init(error);
  CHECK_FALSE(error);
  const auto buffer = writer.get(error);
  CHECK_FALSE(error);
  REQUIRE(buffer.has_value());
  CHECK(buffer->first.data() == text.view().data());
  CHECK(buffer->first.size() == 100000);
  CHECK_FALSE(buffer->second);  // no further buffer
}
