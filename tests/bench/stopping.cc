// SPDX-License-Identifier: Apache-2.0
// Many short lives of the exporter, each ended by SIGTERM in the midst of something else.
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <csignal>
#include <future>
#include <list>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/sample_jobs.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr int kRuns = 34;  // of each occupation: 204 in all
constexpr unsigned kSeed = 20240517;
constexpr Milliseconds kLongestLife{500};
constexpr double kMostSeconds = 3;
constexpr Milliseconds kPatience{10'000};

// What the exporter is doing when its end comes.
struct Occupation {
  Fault fault = {};
  std::size_t jobs = 20;
  Milliseconds latency{5};
  int readers = 3;
  Milliseconds between_reads{0};
};

const Occupation kOccupations[] = {
    {.readers = 0},
    {.jobs = 200, .latency = 20ms},
    {.fault = {.kind = CallKind::kToken, .delay = 300ms}},
    {.fault = {.cut = Stage::kHeaders, .ending = Ending::kStall}},
    {.jobs = 1000, .latency = 0ms},
    {.jobs = 1000, .latency = 0ms, .between_reads = 2ms},
};

enum class Page { kWhole, kNone, kCut };

Page read_page(const std::string& address, Milliseconds between_reads) {
  constexpr std::size_t kPiece = 16 << 10;
  boost::system::error_code error;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  boost::beast::flat_buffer buffer(kPiece);
  buffer.reserve(kPiece);  // else it is read in pieces of 512 bytes
  try {
    auto socket = connect_to(address);
    http::request<http::empty_body> request(http::verb::get, "/metrics", 11);
    http::write(socket, request, error);
    while (!error && !parser.is_done()) {
      http::read_some(socket, buffer, parser, error);
      std::this_thread::sleep_for(between_reads);
    }
  } catch (const boost::system::system_error&) {  // nobody listens any more
    return Page::kNone;
  }
  if (parser.is_done()) return Page::kWhole;
  return parser.got_some() || buffer.size() > 0 ? Page::kCut : Page::kNone;
}

// Lets exporters with one occupation live and die.
class Mortality {
 public:
  explicit Mortality(const Occupation& occupation)
      : occupation_(occupation),
        simulator_({.latency = occupation.latency,
                    .extra_jobs = occupation.jobs - sample_jobs({}).size()}) {
    simulator_.set_fault(occupation.fault);
    configuration_.add(simulator_);
  }

  void live(Milliseconds life) {
    RunningExporter exporter(configuration_);
    std::vector<std::thread> readers;
    for (int i = 0; i < occupation_.readers; ++i) {
      readers.emplace_back([&] { read_all(exporter.address()); });
    }
    std::this_thread::sleep_for(life);
    const auto begin = Clock::now();
    exporter.process().signal(SIGTERM);
    if (exporter.process().wait_at_most(kPatience) != 0) ++bad_ends;
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    for (auto& reader : readers) reader.join();
  }

  std::vector<double> seconds;  // that each end took
  int bad_ends = 0;
  std::atomic<int> whole = 0;  // pages
  std::atomic<int> cut = 0;

 private:
  void read_all(const std::string& address) {
    for (;;) {
      const Page page = read_page(address, occupation_.between_reads);
      if (page == Page::kNone) return;
      ++(page == Page::kWhole ? whole : cut);
    }
  }

  const Occupation& occupation_;
  Simulator simulator_;
  Configuration configuration_;
};

void live_on(Mortality& mortality, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<Milliseconds::rep> life(0, kLongestLife.count());
  for (int run = 0; run < kRuns; ++run) mortality.live(Milliseconds(life(random)));
}

}  // namespace

void measure_stopping(Table& table) {
  // Side by side, because many of the ends use up the patience of those who stop.
  std::list<Mortality> mortalities;
  std::vector<std::future<void>> running;
  for (const Occupation& occupation : kOccupations) {
    Mortality& mortality = mortalities.emplace_back(occupation);
    const unsigned seed = kSeed + static_cast<unsigned>(running.size());
    running.push_back(
        std::async(std::launch::async, [&mortality, seed] { live_on(mortality, seed); }));
  }
  for (auto& ended : running) ended.get();
  std::vector<double> seconds;
  double bad_ends = 0;
  double whole = 0;
  double cut = 0;
  for (const Mortality& mortality : mortalities) {
    seconds.insert(seconds.end(), mortality.seconds.begin(), mortality.seconds.end());
    bad_ends += mortality.bad_ends;
    whole += mortality.whole;
    cut += mortality.cut;
  }
  table.row("ends with another exit code than 0", bad_ends, "", 0);
  table.row("slowest end", percentile(seconds, 1), "s", kMostSeconds);
  table.row("pages cut", cut, "", 0);
  table.row("pages whole", whole, "");
}

}  // namespace cckm::test
