// SPDX-License-Identifier: Apache-2.0
// The parts of serving that are functions of their arguments; sockets are in e2e/.
#include "exporter/web/scrape_page.h"
#include "exporter/web/gzip.h"
#include "exporter/web/scrape_timeout.h"
#include "exporter/web/server.h"

#include <zlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/fake_source.h"
#include "tests/support/no_threads.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("how long a scrape may take") {
  const auto [header, wanted] = GENERATE(table<std::string, std::chrono::milliseconds>({
      // Prometheus' time less what the way back takes, but never more than is configured.
      {"3", 2500ms},
      {"10", 9500ms},
      {"10.0", 9500ms},
      {"1.5", 1000ms},
      {"3e0", 2500ms},
      {"60", 9500ms},
      {"1e300", 9500ms},
      // Nothing that would leave time, and nothing that is a number of seconds.
      {"0.5", 9500ms},
      {"0.5000000001", 9500ms},
      {"0", 9500ms},
      {"-3", 9500ms},
      {"", 9500ms},
      {"3s", 9500ms},
      {" 3", 9500ms},
      {"nan", 9500ms},
      {"inf", 9500ms},
      {"1e999", 9500ms},
  }));
  CAPTURE(header);
  CHECK(scrape_timeout(header, 9500ms, 500ms) == wanted);
}

TEST_CASE("who takes gzip") {
  const auto [header, wanted] = GENERATE(table<std::string, bool>({
      {"gzip", true},
      {"GZip", true},
      {"gziP", true},
      {"gzi", false},
      {"gziq", false},
      {"GZIP;Q=0", false},
      {"deflate, gzip;q=0.5", true},
      {"gzip;q=1.0, identity", true},
      {"", false},
      {"identity", false},
      {"gzip;q=0", false},
      {"gzip;q=0.000", false},
      {"x-gzip2", false},
  }));
  CAPTURE(header);
  CHECK(accepts_gzip(header) == wanted);
}

TEST_CASE("what gzip makes can be unpacked again") {
  for (const std::string& text :
       {std::string(), std::string("cckm_up 1\n"), std::string(3 << 20, 'x')}) {
    const std::string packed = gzip(text);
    std::string unpacked(text.size() + 1, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
    stream.avail_out = static_cast<uInt>(unpacked.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    unpacked.resize(stream.total_out);
    inflateEnd(&stream);
    CHECK(unpacked == text);
  }
}

TEST_CASE("addresses to listen on") {
  const auto [text, host, port] = GENERATE(table<std::string, std::string, std::string>({
      {":10877", "", "10877"},
      {"127.0.0.1:0", "127.0.0.1", "0"},
      {"[::1]:65535", "::1", "65535"},
      {"[2001:db8::99]:10999", "2001:db8::99", "10999"},
      {"localhost:80", "localhost", "80"},
  }));
  CAPTURE(text);
  const auto address = parse_listen_address(text);
  REQUIRE(address.ok());
  CHECK(address->host == host);
  CHECK(address->port == port);
  CHECK(to_string(*address) == text);
}

TEST_CASE("an address that cannot be listened on is named as it was given") {
  struct : ServerObserver {
    void connection_closed(Closed) override {}
    void answer_failed(const std::string&) override {}
    void cannot_accept(const std::string&) override {}
  } nobody;
  Server server([](const Request&) -> asio::awaitable<Response> { co_return Response{}; }, nobody);
  for (const std::string text : {"[2001:db8::99]:10999", "192.0.2.99:10999"}) {
    const auto endpoint = server.listen(*parse_listen_address(text));
    REQUIRE_FALSE(endpoint);
    CHECK_THAT(endpoint.failure().detail, ContainsSubstring("cannot listen on " + text + ": "));
  }
}

TEST_CASE("what is no address to listen on") {
  for (const std::string text :
       {"", "10877", "localhost", "localhost:", ":65536", ":-1", ":http", "::1:80", ":123456"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen_address(text).ok());
  }
}

TEST_CASE("a server that gets no further thread serves on its own", "[58]") {
  struct : ServerObserver {
    void connection_closed(Closed) override {}
    void answer_failed(const std::string&) override {}
    void cannot_accept(const std::string&) override {}
  } nobody;
  const NoThreads starved;
  const Handler handler = [](const Request&) -> asio::awaitable<Response> { co_return Response(); };
  Server server(handler, nobody);
  server.stop(0ms);
  server.run(4);  // does not return otherwise
  SUCCEED();
}

TEST_CASE("a scrape that has no thread to read by is asked to come back", "[58]") {
  Fleets fleets;
  ExporterMetrics metrics(
      {}, [] { return 0; }, kClosedNames);
  std::vector<bool> told;
  ScrapePage page(fleets, metrics,
                  {.max_requests = 1, .on_workers = [&](bool has) { told.push_back(has); }});
  const auto scrape = [&] {
    asio::io_context context;
    const Request request(http::verb::get, "/metrics", 11);
    auto answer = asio::co_spawn(context, page.answer(request), asio::use_future);
    context.run();
    return answer.get();
  };
  {
    const NoThreads starved;
    fleets.replace(one_manager(std::make_unique<FakeSource>(
        1, 1, [](std::size_t, std::size_t, Window) { return good("x"); })));
    const Response refused = scrape();
    CHECK(refused.result() == http::status::service_unavailable);
    CHECK(refused[http::field::retry_after] == "1");
    CHECK(refused.body().view() == "No thread to read a manager with.\n");
  }
  CHECK(scrape().result() == http::status::ok);
  CHECK(told == std::vector<bool>{false, true});
}
