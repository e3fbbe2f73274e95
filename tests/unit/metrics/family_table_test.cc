// SPDX-License-Identifier: Apache-2.0
// Samples and families that are made from a table.
#include "exporter/metrics/family_table.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

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
     }},
};

// Returns the samples as "name{label=value,...} value".
std::vector<std::string> emitted(const std::vector<Subject<Thing>>& subjects) {
  std::vector<std::string> lines;
  emit(kTable, subjects, [&](const prometheus::MetricFamily& family) {
    for (const auto& sample : family.metric) {
      std::string line = family.name + "{";
      for (const auto& label : sample.label) line += label.name + "=" + label.value + ",";
      lines.push_back(line + "} " + std::to_string(static_cast<int>(sample.gauge.value)));
    }
  });
  return lines;
}

TEST_CASE("each row of a table has a family with a sample for each subject") {
  const Thing known{1, true};
  const Thing unknown{2, false};
  CHECK(emitted({{{{"thing", "a"}}, &known}, {{{"thing", "b"}}, &unknown}}) ==
        std::vector<std::string>{"value{thing=a,} 1", "value{thing=b,} 2", "if_known{thing=a,} 1"});
}

TEST_CASE("a family without samples is left out") {
  const Thing unknown{2, false};
  std::vector<std::string> names;
  const std::vector<Subject<Thing>> subjects = {{{}, &unknown}};
  emit(kTable, subjects, [&](const prometheus::MetricFamily& family) {
    CHECK(family.help == "The value.");
    CHECK(family.type == prometheus::MetricType::Gauge);
    names.push_back(family.name);
  });
  CHECK(names == std::vector<std::string>{"value"});
}

TEST_CASE("a sample has the labels of its subject and its own, empty ones too") {
  const Labels subject = {{"manager", "m"}};
  prometheus::MetricFamily family;
  family.type = prometheus::MetricType::Gauge;
  Samples samples(subject, family);
  samples.add(3, {{"region", "r"}, {"account", ""}});
  REQUIRE(family.metric.size() == 1);
  CHECK(family.metric[0].gauge.value == 3);
  CHECK(family.metric[0].label == Labels{{"manager", "m"}, {"region", "r"}, {"account", ""}});
}

TEST_CASE("a sample of a counter family is a counter") {
  prometheus::MetricFamily family;
  family.type = prometheus::MetricType::Counter;
  const Labels none;
  Samples samples(none, family);
  samples.add(3);
  CHECK(family.metric.at(0).counter.value == 3);
  CHECK(family.metric.at(0).gauge.value == 0);
}

}  // namespace
}  // namespace cckm::test
