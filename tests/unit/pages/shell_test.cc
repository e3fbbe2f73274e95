// SPDX-License-Identifier: Apache-2.0
// What all pages have in common.
#include "exporter/pages/shell.h"

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

TEST_CASE("all links are relative, so that a prefix in front of all paths works") {
  const Depth depth = GENERATE(Depth::kTop, Depth::kJob);
  const std::string html = page(kProgram, depth, "Title", Html(), kNow).text();
  const std::string top(to_top(depth).text());
  for (const auto* path : {"", "runbooks", "config", "metrics", "-/healthy", "icon.svg"}) {
    CAPTURE(path);
    CHECK_THAT(html, ContainsSubstring("href=\"" + top + path + "\""));
  }
  CHECK(html.find("href=\"/") == std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("style=\"") == std::string::npos);
}

TEST_CASE("the address of the stylesheet has its version") {
  const std::string html = page(kProgram, Depth::kTop, "Title", Html(), kNow).text();
  CHECK(html.find("href=\"./style.css?") != std::string::npos);
  CHECK(html.find("href=\"./style.css?\"") == std::string::npos);
}

TEST_CASE("the title is escaped and isolated") {
  const std::string html = page(kProgram, Depth::kTop, kHostileText, Html(), kNow).text();
  CHECK_THAT(html, ContainsSubstring("<title>\u2068&lt;script&gt;\u202E&quot;&#39;&amp;\u2069 "));
}

TEST_CASE("the page has its content, the version and its own time") {
  Html content;
  content << "<p>content</p>";
  const std::string html = page(kProgram, Depth::kTop, "Title", content, kNow).text();
  CHECK_THAT(html, ContainsSubstring("<main>\n<p>content</p></main>"));
  CHECK_THAT(html, ContainsSubstring("Version 1.2.3"));
  CHECK_THAT(html, ContainsSubstring("2026-11-26 15:20:03 UTC"));
}

TEST_CASE("a path of the metrics stays below the prefix") {
  CHECK(relative_path("/a/b/metrics") == "a/b/metrics");
  CHECK(relative_path("/a:b") == "a:b");
}

}  // namespace cckm::test
