// SPDX-License-Identifier: Apache-2.0
// Tests the splitting of expressions and the replacement of variables.
#include "tests/dashboards/promql.h"

#include "tests/dashboards/expression.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

using Texts = std::vector<std::string>;

TEST_CASE("selectors_of finds every selector of an expression") {
  const struct {
    std::string expression;
    Texts selectors;
  } cases[] = {
      {"up", {"up"}},
      {"1 + 2 * 3.5e3 - vector(1)", {}},
      {R"(a{x="}", y=~'"or'} > bool 2 and b:c:d)", {R"(a{x="}", y=~'"or'})", "b:c:d"}},
      {"sum by (manager) (rate(a[5m])) / on (job) group_left (x, y) sum(b) without (z)",
       {"a", "b"}},
      {"max without (a, b) (last_over_time(c[1d] offset 5m @ end())) unless ignoring (d) e",
       {"c", "e"}},
      {R"x(label_replace(a, "place", "$1", "region", "(.+)") or a)x", {"a"}},
      {"quantile_over_time(0.5, a:b[7d:1m])", {"a:b"}},
      {"", {}},
      {"a{", {"a{"}},
  };
  for (const auto& [expression, selectors] : cases) {
    CAPTURE(expression);
    CHECK(selectors_of(expression) == selectors);
  }
}

TEST_CASE("alternatives_of splits an expression at its outermost or") {
  const struct {
    std::string expression;
    Texts alternatives;
  } cases[] = {
      {"a", {"a"}},
      {"a or b", {"a ", " b"}},
      {"a or on (x) b or ignoring(y) c", {"a ", " b ", " c"}},
      {R"(max(a or b) or c{x="or"} and d or 0)", {"max(a or b) ", R"( c{x="or"} and d )", " 0"}},
      {"a) or b", {"a) ", " b"}},
  };
  for (const auto& [expression, alternatives] : cases) {
    CAPTURE(expression);
    CHECK(alternatives_of(expression) == alternatives);
  }
}

TEST_CASE("with_all_chosen replaces the variables of an expression") {
  CHECK(with_all_chosen(R"(a{m=~"$manager", j=~"${sync_job:regex}|"}[$__rate_interval])") ==
        R"(a{m=~".*", j=~".*|"}[60s])");
  CHECK(with_all_chosen("$__range_s ${__range} $__interval $__interval_ms $managers $1") ==
        "3600 3600s 15s 15000 $managers $1");
  CHECK(with_all_chosen("[$__rate_interval] $__range $__interval", {.range = 86400, .step = 60}) ==
        "[75s] 86400s 60s");
}

TEST_CASE("parse_label_values reads the query of a variable") {
  const auto query = parse_label_values(R"(label_values(a{x=~"b,c"}, job))");
  CHECK(query.label == "job");
  CHECK(query.selector == R"(a{x=~"b,c"})");
  CHECK_THROWS(parse_label_values("query_result(a)"));
}
