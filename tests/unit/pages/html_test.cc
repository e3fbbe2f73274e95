// SPDX-License-Identifier: Apache-2.0
// Escaping, and the isolation of CM's texts.
#include "exporter/pages/html.h"

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("markup stays as it is, and every other text is escaped") {
  Html html;
  html << "<p class=\"a\">" << Escaped{"<b> & \"'\" \u00e4"} << "</p>";
  CHECK(html.text() == "<p class=\"a\">&lt;b&gt; &amp; &quot;&#39;&quot; \u00e4</p>");
}

TEST_CASE("a text of CM is isolated") {
  Html html;
  html << Foreign{"</bdi>\u202E"};
  CHECK(html.text() == "<bdi>&lt;/bdi&gt;\u202E</bdi>");
}

TEST_CASE("numbers and other HTML are appended") {
  Html part;
  part << Escaped{"&"};
  Html html;
  html << std::size_t{42} << part << Html::trusted("<i>");
  const std::string text = std::move(html).take();
  CHECK(text == "42&amp;<i>");
}

}  // namespace cckm::test
