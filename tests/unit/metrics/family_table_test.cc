// SPDX-License-Identifier: Apache-2.0
// Samples and families that are made from a table.
#include "exporter/metrics/family_table.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

using prometheus::MetricType;

struct Thing {
  double value;
  bool known;
};

constexpr Family<Thing> kTable[] = {
    {"value", "The value.", [](const Thing& thing, Samples& out) { out.add(thing.value); }},
    {"none", "Nothing.", [](const Thing&, Samples&) {}},
    {"if_known", "The value, if known.",
     [](const Thing& thing, Samples& out) {
       out.add_if(thing.known ? std::optional(thing.value) : std::nullopt);
     },
     MetricType::Counter},
};

std::string written(const std::vector<Subject<Thing>>& subjects) {
  return page_text([&](PageWriter& page) { write_families(kTable, subjects, page); });
}

TEST_CASE("each row of a table has a family with a sample for each subject") {
  const Thing known{1, true};
  const Thing unknown{2, false};
  CHECK(written({{"thing=\"a\"", &known}, {"thing=\"b\"", &unknown}}) ==
        "# HELP value The value.\n# TYPE value gauge\nvalue{thing=\"a\"} 1\nvalue{thing=\"b\"} 2\n"
        "# HELP if_known The value, if known.\n# TYPE if_known counter\nif_known{thing=\"a\"} 1\n");
}

TEST_CASE("a family without samples is left out") {
  const Thing unknown{2, false};
  CHECK(written({{"", &unknown}}) == "# HELP value The value.\n# TYPE value gauge\nvalue 2\n");
}

TEST_CASE("a sample has the labels of its subject and its own, empty ones too") {
  CHECK(page_text([](PageWriter& page) {
          Samples samples(page, "n", "", MetricType::Gauge);
          samples.begin_subject("manager=\"m\"");
          samples.add(3, {{"region", "r"}, {"account", ""}});
          samples.add(4);
          samples.begin_subject("");
          samples.add(5, {{"region", "r"}});
        }) ==
        "# TYPE n gauge\nn{manager=\"m\",region=\"r\",account=\"\"} 3\nn{manager=\"m\"} 4\n"
        "n{region=\"r\"} 5\n");
}

TEST_CASE("of several subjects with the same labels, the first is kept") {
  const Thing first{1, true};
  const Thing second{2, true};
  DistinctSubjects<Thing> subjects;
  subjects.add({{"a", "x"}, {"b", "\""}}, first);
  subjects.add({{"a", "x"}, {"b", "\""}}, second);
  subjects.add({{"a", "x"}, {"b", ""}}, second);
  const auto kept = std::move(subjects).take();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].labels == "a=\"x\",b=\"\\\"\"");
  CHECK(kept[0].about == &first);
  CHECK(kept[1].labels == "a=\"x\",b=\"\"");
}

}  // namespace
}  // namespace cckm::test
