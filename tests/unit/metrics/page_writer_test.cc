// SPDX-License-Identifier: Apache-2.0
// Families of every type to the byte, the text format compared with prometheus-cpp's serializer,
// and the parser of OpenMetrics that the other tests rely on.
#include "exporter/metrics/page_writer.h"

#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kEnd = "# EOF\n";

// Returns the family without the end of the page.
std::string written(const MetricFamily& family, PageFormat format = PageFormat::kOpenMetrics) {
  const std::string text = page_text([&](PageWriter& page) { page.add(family); }, format);
  return format == PageFormat::kText ? text : text.substr(0, text.size() - kEnd.size());
}

// Returns the text format of prometheus-cpp.
std::string serialized(MetricFamily family) {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, {std::move(family)});
  return out.str();
}

ClientMetric gauge(double value, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric sample;
  sample.gauge.value = value;
  sample.label = std::move(labels);
  return sample;
}

ClientMetric counter(double value) {
  ClientMetric sample;
  sample.counter.value = value;
  return sample;
}

std::vector<std::string> problems(const std::string& page) {
  return parse_openmetrics(page).problems;
}

TEST_CASE("a page is the text of its families, one after the other") {
  const auto [format, end] = GENERATE(table<PageFormat, std::string_view>({
      {PageFormat::kText, ""},
      {PageFormat::kOpenMetrics, kEnd},
  }));
  const std::string text = page_text(
      [](PageWriter& page) {
        for (const char* name : {"first", "second"}) {
          page.begin(name, "Help.", MetricType::Gauge);
          page.sample(name, "", 2);
          page.sample(name, "a=\"x\"", 3);
        }
      },
      format);
  CHECK(text ==
        "# HELP first Help.\n# TYPE first gauge\nfirst 2\nfirst{a=\"x\"} 3\n"
        "# HELP second Help.\n# TYPE second gauge\nsecond 2\nsecond{a=\"x\"} 3\n" +
            std::string(end));
}

TEST_CASE("a page without families is empty, or has only its end") {
  const auto nothing = [](PageWriter&) {};
  CHECK(page_text(nothing).empty());
  CHECK(page_text(nothing, PageFormat::kOpenMetrics) == kEnd);
}

TEST_CASE("a long page comes in pieces, long before its end") {
  std::size_t pieces = 0;
  std::size_t longest = 0;
  PageWriter page([&](std::string_view piece) {
    ++pieces;
    longest = std::max(longest, piece.size());
  });
  for (int i = 0; i < 100'000; ++i) page.sample("name", "", 1);
  CHECK(pieces > 10);
  CHECK(longest < 100'000);
}

TEST_CASE("labels are appended with escaped values, empty ones too") {
  std::string labels;
  append_labels(labels, {{"a", "\"\\\n"}, {"b", ""}});
  append_labels(labels, {});
  append_labels(labels, {{"c", "z"}});
  CHECK(labels == "a=\"\\\"\\\\\\n\",b=\"\",c=\"z\"");
}

TEST_CASE("a gauge is written as in the text format") {
  CHECK(written({"up", "Help.", MetricType::Gauge, {gauge(1, {{"a", "x"}}), gauge(0.1)}}) ==
        "# HELP up Help.\n# TYPE up gauge\nup{a=\"x\"} 1\nup 0.1\n");
}

TEST_CASE("the family of a counter has its name without _total") {
  CHECK(written({"requests_total", "Help.", MetricType::Counter, {counter(3)}}) ==
        "# HELP requests Help.\n# TYPE requests counter\nrequests_total 3\n");
}

TEST_CASE("a counter without _total keeps its name and is unknown") {
  CHECK(written({"requests", "Help.", MetricType::Counter, {counter(3)}}) ==
        "# HELP requests Help.\n# TYPE requests unknown\nrequests 3\n");
}

TEST_CASE("a gauge that ends in _total keeps its name") {
  CHECK(written({"jobs_total", "Help.", MetricType::Gauge, {gauge(3)}}) ==
        "# HELP jobs_total Help.\n# TYPE jobs_total gauge\njobs_total 3\n");
}

TEST_CASE("a histogram has the le of the text format") {
  prometheus::Registry registry;
  auto& family = prometheus::BuildHistogram().Name("took_seconds").Help("Help.").Register(registry);
  family.Add({{"a", "x"}}, prometheus::Histogram::BucketBoundaries{0.5, 1}).Observe(0.75);
  CHECK(written(registry.Collect().at(0)) ==
        "# HELP took_seconds Help.\n# TYPE took_seconds histogram\n"
        "took_seconds_count{a=\"x\"} 1\ntook_seconds_sum{a=\"x\"} 0.75\n"
        "took_seconds_bucket{a=\"x\",le=\"0.5\"} 0\n"
        "took_seconds_bucket{a=\"x\",le=\"1\"} 1\n"
        "took_seconds_bucket{a=\"x\",le=\"+Inf\"} 1\n");
}

TEST_CASE("a summary and an untyped metric have their OpenMetrics types") {
  ClientMetric summary;
  summary.summary.sample_count = 2;
  summary.summary.sample_sum = 3;
  summary.summary.quantile = {{0.5, 1}};
  CHECK(written({"took", "Help.", MetricType::Summary, {summary}}) ==
        "# HELP took Help.\n# TYPE took summary\ntook_count 2\ntook_sum 3\n"
        "took{quantile=\"0.5\"} 1\n");
  ClientMetric untyped;
  untyped.untyped.value = 4;
  CHECK(written({"thing", "Help.", MetricType::Untyped, {untyped}}) ==
        "# HELP thing Help.\n# TYPE thing unknown\nthing 4\n");
}

TEST_CASE("a family in the text format has the name of its series and its own type") {
  CHECK(
      written({"requests_total", "Help.", MetricType::Counter, {counter(3)}}, PageFormat::kText) ==
      "# HELP requests_total Help.\n# TYPE requests_total counter\nrequests_total 3\n");
  CHECK(written({"requests", "", MetricType::Counter, {}}, PageFormat::kText) ==
        "# TYPE requests counter\n");
  CHECK(written({"thing", "", MetricType::Untyped, {}}, PageFormat::kText) ==
        "# TYPE thing untyped\n");
}

TEST_CASE("HELP has its quotes escaped in OpenMetrics only") {
  const MetricFamily family{"up", "a \"b\" \\ c\nd", MetricType::Gauge, {}};
  CHECK(written(family, PageFormat::kText) == "# HELP up a \"b\" \\\\ c\\nd\n# TYPE up gauge\n");
  CHECK(written(family, PageFormat::kOpenMetrics) ==
        "# HELP up a \\\"b\\\" \\\\ c\\nd\n# TYPE up gauge\n");
}

TEST_CASE("HELP and label values are escaped") {
  CHECK(written({"up", "a \"b\" \\ c\nd", MetricType::Gauge, {gauge(1, {{"a", "\"\\\n"}})}}) ==
        "# HELP up a \\\"b\\\" \\\\ c\\nd\n# TYPE up gauge\nup{a=\"\\\"\\\\\\n\"} 1\n");
}

TEST_CASE("a family without HELP or samples has no line for them") {
  CHECK(written({"up", "", MetricType::Gauge, {gauge(1)}}) == "# TYPE up gauge\nup 1\n");
  CHECK(written({"up", "Help.", MetricType::Gauge, {}}) == "# HELP up Help.\n# TYPE up gauge\n");
  CHECK(written({"n_total", "", MetricType::Counter, {}}) == "# TYPE n counter\n");
}

TEST_CASE("values have the digits of the text format") {
  const auto [value, text] = GENERATE(table<double, std::string>({
      {1700000000.5, "1700000000.5"},
      {1e300, "1e+300"},
      {-2, "-2"},
      {std::numeric_limits<double>::infinity(), "+Inf"},
      {-std::numeric_limits<double>::infinity(), "-Inf"},
  }));
  CHECK(written({"g", "", MetricType::Gauge, {gauge(value)}}) ==
        "# TYPE g gauge\ng " + text + "\n");
}

// Draws families, with a fixed seed.
class RandomFamilies {
 public:
  MetricFamily next() {
    constexpr MetricType kTypes[] = {MetricType::Counter, MetricType::Gauge, MetricType::Histogram,
                                     MetricType::Summary, MetricType::Untyped};
    MetricFamily family{"name" + std::to_string(below(10)),
                        "Help of \"it\".",
                        kTypes[below(std::size(kTypes))],
                        {}};
    if (below(4) == 0) family.help.clear();
    if (below(4) == 0) family.name += "_total";
    family.metric.resize(below(4));
    for (auto& metric : family.metric) fill(metric);
    return family;
  }

  // Returns any double: of random bits, a whole number, a decimal fraction or an odd one.
  double number() {
    constexpr double kOdd[] = {0,
                               -0.0,
                               1e15,
                               1e16,
                               9007199254740993.0,
                               9999999999999998.0,
                               99999999999999999.0,
                               0.0001,
                               0.00001,
                               -1.7976931348623157e308,
                               5e-324,
                               std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()};
    switch (below(4)) {
      case 0:
        return std::bit_cast<double>(random_());
      case 1:
        return std::floor(std::ldexp(static_cast<double>(random_()), -static_cast<int>(below(64))));
      case 2:
        return static_cast<double>(below(2'000'000'000'000)) / 1e6;
      default:
        return kOdd[below(std::size(kOdd))];
    }
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  // Returns a text of any bytes, with many of those that are escaped.
  std::string text() {
    constexpr std::string_view kSpecial = "\\\"\n{},= ";
    std::string text(below(20), '\0');
    for (char& c : text) {
      c = below(2) == 0 ? kSpecial[below(kSpecial.size())] : static_cast<char>(below(256));
    }
    return text;
  }

  void fill(ClientMetric& metric) {
    for (auto left = below(4); left > 0; --left) metric.label.push_back({"label", text()});
    metric.counter.value = number();
    metric.gauge.value = number();
    metric.untyped.value = number();
    metric.summary.sample_count = random_();
    metric.summary.sample_sum = number();
    metric.histogram.sample_count = random_();
    metric.histogram.sample_sum = number();
    for (auto left = below(3); left > 0; --left) {
      metric.summary.quantile.push_back({number(), number()});
      metric.histogram.bucket.push_back({random_(), number()});
    }
  }

  std::mt19937_64 random_{7};
};

TEST_CASE("the text format is that of prometheus-cpp, to the byte") {
  RandomFamilies random;
  for (int i = 0; i < 20'000; ++i) {
    const MetricFamily family = random.next();
    if (const auto text = serialized(family); written(family, PageFormat::kText) != text) {
      FAIL_CHECK("instead of " << text << " is " << written(family, PageFormat::kText));
    }
  }
}

// Returns the lines that are no HELP or TYPE.
std::string samples_of(const std::string& page) {
  std::istringstream lines(page);
  std::string samples;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("# ")) samples += line + '\n';
  }
  return samples;
}

TEST_CASE("OpenMetrics has the samples of the text format, to the byte") {
  RandomFamilies random;
  for (int i = 0; i < 2'000; ++i) {
    const MetricFamily family = random.next();
    const std::string samples = samples_of(written(family, PageFormat::kText));
    if (samples_of(written(family)) != samples) FAIL_CHECK("not " << samples);
  }
}

const std::string kGauge = "# HELP a Help.\n# TYPE a gauge\n";
const std::string kCounter = "# HELP a Help.\n# TYPE a counter\n";
const std::string kHistogram = "# HELP a Help.\n# TYPE a histogram\n";
const std::string kFull = "a_count 1\na_sum 2\na_bucket{le=\"1\"} 0\na_bucket{le=\"+Inf\"} 1\n";

TEST_CASE("the parser accepts well-formed pages") {
  const std::string page = GENERATE(as<std::string>(), "", kGauge, kGauge + "a 1\n",
                                    kGauge + R"(a{b="",c="\\\"\n"} 1)" + "\n",
                                    kCounter + "a_total 1\n", kHistogram + kFull);
  CAPTURE(page);
  CHECK(problems(page + "# EOF\n").empty());
}

TEST_CASE("the parser rejects a page that does not end once, with # EOF") {
  const std::string page = GENERATE(as<std::string>(), "", "a 1\n", "# EOF", "# EOF\n\n",
                                    "# EOF \n", "# EOF\n# EOF\n", "\n# EOF\n");
  CAPTURE(page);
  CHECK_FALSE(problems(kGauge + page).empty());
}

TEST_CASE("the parser rejects a page that breaks one rule") {
  const auto [page, rule] = GENERATE(table<std::string, std::string>({
      {kCounter + "a 1\n", "sample outside its family"},
      {"# HELP a_total Help.\n# TYPE a_total counter\n", "ends in _total"},
      {kGauge + "a{b=1} 1\n", "expected `\"`"},
      {kGauge + "a{b=\"\\x\"} 1\n", "bad escape"},
      {kGauge + "a{b=\"\\\n", "bad escape"},
      {kGauge + "a{b=\"\\\"} 1\n", "line ends early"},
      {kGauge + "a{b=\"1\n", "line ends early"},
      {kGauge + "a{b=\"1\",b=\"2\"} 1\n", "label twice"},
      {kGauge + "a{1=\"1\"} 1\n", "bad name"},
      {kGauge + "a{=\"1\"} 1\n", "bad name"},
      {kCounter + "a_total -1\n", "negative"},
      {kCounter + "a_total NaN\n", "NaN"},
      {"# HELP a \"\n# TYPE a gauge\n", "HELP is not escaped"},
      {"# HELP a \\x\n# TYPE a gauge\n", "HELP is not escaped"},
      {"# HELP a \\\n# TYPE a gauge\n", "HELP is not escaped"},
      {kGauge + "a 1\n" + kCounter, "family twice"},
      {"# HELP a_total Help.\n# TYPE a_total gauge\n" + kCounter + "a_total 1\n",
       "the name of another family"},
      {kCounter + "a_total 1\n# HELP a_total Help.\n# TYPE a_total gauge\n",
       "that of another one's sample"},
      {kHistogram + "a_count 1\na_sum 2\na_bucket 1\n", "without le"},
      {kHistogram + "a_bucket{le=\"x\"} 1\n", "stod"},
      {kHistogram + "a_bucket{le=\"1x\"} 1\n", "le is no number"},
      {kHistogram + "a_count 1\na_sum 2\na_bucket{le=\"inf\"} 1\n", "not +Inf"},
      {kHistogram + "a_count 1\na_sum 2\na_bucket{le=\"1\"} 1\n", "without the bucket +Inf"},
      {kHistogram + "a_count 1\na_bucket{le=\"+Inf\"} 1\n", "without _sum"},
      {kHistogram + "a_sum 1\na_bucket{le=\"+Inf\"} 1\n", "without _count"},
      {kHistogram + "a_count 2\na_sum 2\na_bucket{le=\"+Inf\"} 1\n", "_count is not"},
      {kHistogram + "a_count 0.5\n", "no natural number"},
      {kHistogram + "a_count 1\na_sum 2\na_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1\n", "order"},
      {kHistogram + "a_count 1\na_sum 2\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 0\n",
       "cumulative"},
      {kHistogram + kFull + "a_sum{b=\"\"} 1\na_count{b=\"\"} 0\na_bucket{b=\"\",le=\"+Inf\"} 0\n" +
           "a_bucket{le=\"2\"} 1\n",
       "not in one piece"},
  }));
  CAPTURE(page, rule);
  const auto found = problems(page + "# EOF\n");
  REQUIRE(!found.empty());
  CHECK_THAT(found[0], ContainsSubstring(rule));
}

}  // namespace
}  // namespace cckm::test
