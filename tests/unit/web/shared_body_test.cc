// SPDX-License-Identifier: Apache-2.0
// Texts that responses share.
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

TEST_CASE("a response knows the size of its body") {
  Response response;
  response.body() = std::string(100000, 'x');
  response.prepare_payload();
  CHECK(response[http::field::content_length] == "100000");
}
