// SPDX-License-Identifier: Apache-2.0
// Accept headers of scrapers, of browsers, and malformed ones.
#include "exporter/web/negotiation.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;

namespace {

const std::string kOpenMetrics = "application/openmetrics-text";

void check_format(const std::string& accept, PageFormat format) {
  CAPTURE(accept);
  CHECK(page_format(accept) == format);
}

}  // namespace

TEST_CASE("every Prometheus since version 2.5 gets OpenMetrics") {
  check_format(GENERATE(as<std::string>(),
                        // 2.5 to 2.33
                        "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;"
                        "q=0.5,*/*;q=0.1",
                        // 2.34 to 2.48
                        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
                        "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                        // 3
                        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;"
                        "escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"),
               PageFormat::kOpenMetrics);
}

TEST_CASE("a client that does not name OpenMetrics gets text") {
  check_format(GENERATE(as<std::string>(), "", "*/*", "text/plain", "text/plain;version=0.0.4",
                        "application/*", "application/openmetrics", "openmetrics-text",
                        "application/openmetrics-text2", "text/openmetrics-text",
                        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily"),
               PageFormat::kText);
}

TEST_CASE("the higher quality wins, and OpenMetrics wins a tie") {
  const auto [openmetrics, text, format] = GENERATE(table<std::string, std::string, PageFormat>({
      {"", "", PageFormat::kOpenMetrics},
      {";q=0.5", ";q=0.5", PageFormat::kOpenMetrics},
      {";q=0.5", ";q=0.499", PageFormat::kOpenMetrics},
      {";q=0.499", ";q=0.5", PageFormat::kText},
      {";q=0.001", ";q=0", PageFormat::kOpenMetrics},
      {";q=1.000", ";q=.999", PageFormat::kOpenMetrics},
      {";q=0.9", "", PageFormat::kText},
  }));
  check_format(kOpenMetrics + openmetrics + ",text/plain" + text, format);
  check_format("text/plain" + text + "," + kOpenMetrics + openmetrics, format);
}

TEST_CASE("a quality of 0 refuses OpenMetrics") {
  check_format(kOpenMetrics + GENERATE(as<std::string>(), ";q=0", ";q=0.000", ";Q=0", ";q=0,*/*"),
               PageFormat::kText);
}

TEST_CASE("the most specific range gives the quality of the text format") {
  const auto [ranges, format] = GENERATE(table<std::string, PageFormat>({
      {"*/*", PageFormat::kText},
      {"*/*;q=0.5", PageFormat::kOpenMetrics},
      {"*/*,text/*;q=0.1", PageFormat::kOpenMetrics},
      {"text/*;q=0.1,*/*", PageFormat::kOpenMetrics},
      {"text/*,text/plain;q=0.1", PageFormat::kOpenMetrics},
      {"text/plain,text/plain;version=0.0.4;q=0.1", PageFormat::kOpenMetrics},
      {"*/*;q=0.1,text/*;q=0.9", PageFormat::kText},
      {"text/plain;q=0.1,text/plain;version=0.0.4", PageFormat::kText},
      {"text/plain;version=1.0.0", PageFormat::kOpenMetrics},
      {"text/html", PageFormat::kOpenMetrics},
  }));
  check_format(kOpenMetrics + ";q=0.5," + ranges, format);
}

TEST_CASE("OpenMetrics is sent to clients that read version 1.0.0") {
  const auto [version, format] = GENERATE(table<std::string, PageFormat>({
      {"", PageFormat::kOpenMetrics},
      {";version=0.0.1", PageFormat::kOpenMetrics},
      {";version=1.0.0", PageFormat::kOpenMetrics},
      {";version=\"1.0.0\"", PageFormat::kOpenMetrics},
      {";version=2.0.0", PageFormat::kText},
      {";version=1.0", PageFormat::kText},
      {";version=", PageFormat::kText},
      {";version", PageFormat::kText},
      {";version=\"1.0.0", PageFormat::kText},
      {";version=2.0.0," + kOpenMetrics + ";version=1.0.0;q=0.1", PageFormat::kOpenMetrics},
      {"," + kOpenMetrics + ";version=1.0.0;q=0", PageFormat::kText},
  }));
  check_format(kOpenMetrics + version, format);
}

TEST_CASE("letter case, white space, quotes and other parameters do not matter") {
  check_format(GENERATE(as<std::string>(), "APPLICATION/OpenMetrics-Text;VERSION=1.0.0",
                        " application/openmetrics-text ; version = 1.0.0\t; q = 1 ",
                        ",,application/openmetrics-text,",
                        "text/plain;a=\"x,\\\"y;\";q=0.1,application/openmetrics-text;q=0.2",
                        "application/openmetrics-text;escaping=\"a;q=0\";charset=utf-8;;q=1",
                        "TEXT/PLAIN;q=0.1,TEXT/*,application/openmetrics-text;q=\"0.5\""),
               PageFormat::kOpenMetrics);
}

TEST_CASE("a range with a malformed quality is ignored") {
  const std::string quality = GENERATE(as<std::string>(), "", "x", "-1", "1.001", "2", "1e-1",
                                       "0x1", "nan", "inf", "0.5x", "+1", "\"");
  CAPTURE(quality);
  check_format(kOpenMetrics + ";q=" + quality, PageFormat::kText);
  check_format(kOpenMetrics + ";q=0.5,*/*;q=" + quality, PageFormat::kOpenMetrics);
  check_format(kOpenMetrics + ";q=0.5,*/*;q=0.9,text/plain;q=" + quality, PageFormat::kText);
}

TEST_CASE("a quote that is not closed hides the rest of the header") {
  check_format("text/plain;a=\"x," + kOpenMetrics, PageFormat::kText);
  check_format("text/plain;a=\"\\", PageFormat::kText);
}
