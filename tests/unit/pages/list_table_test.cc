// SPDX-License-Identifier: Apache-2.0
// A table keeps its roles where its rows are cards.
#include "exporter/pages/list_table.h"

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("every part has its role, and a cell its label") {
  Html html;
  html << open_list("jobs", {"Job", "State"}) << open_row(html_of(Escaped{"a&b"}))
       << cell("State", html_of(Markup("good"))) << cell(Html()) << "</tr>\n"
       << close_list();
  CHECK(html.text() ==
        "<table class=\"list\" role=\"table\" aria-labelledby=\"jobs\">\n"
        "<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">Job</th>"
        "<th scope=\"col\" role=\"columnheader\">State</th></tr></thead>\n"
        "<tbody role=\"rowgroup\">\n"
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">a&amp;b</th>"
        "<td role=\"cell\" data-label=\"State\">good</td><td role=\"cell\"></td></tr>\n"
        "</tbody></table>\n");
}

}  // namespace cckm::test
