// SPDX-License-Identifier: Apache-2.0
// Starts the exporter many times and stops it by SIGTERM at random moments, under several loads.
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
#include "tests/e2e/connect.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/sample_jobs.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kRunsOfLoad = 34;  // for each load: 204 in all
constexpr unsigned kSeed = 20240517;
constexpr milliseconds kLongestLife{500};
constexpr double kMostSeconds = 3;
constexpr milliseconds kPatience{10'000};

// The load of the exporter when SIGTERM arrives.
struct Load {
  Fault fault = {};
  std::size_t jobs = 20;
  milliseconds latency{5};
  int readers = 3;
  milliseconds between_reads{0};
};

const Load kLoads[] = {
    {.readers = 0},
    {.jobs = 200, .latency = 20ms},
    {.fault = {.kind = CallKind::kToken, .delay = 300ms}},
    {.fault = {.cut = Stage::kHeaders, .ending = Ending::kStall}},
    {.jobs = 1000, .latency = 0ms},
    {.jobs = 1000, .latency = 0ms, .between_reads = 2ms},
};

enum class Page { kWhole, kNone, kCut };

Page read_page(const std::string& address, milliseconds between_reads) {
  constexpr std::size_t kPiece = 16 << 10;
  boost::system::error_code error;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  boost::beast::flat_buffer buffer(kPiece);
  buffer.reserve(kPiece);  // without it, Beast reads pieces of 512 bytes
  try {
    auto socket = connect_to(address);
    http::request<http::empty_body> request(http::verb::get, "/metrics", 11);
    http::write(socket, request, error);
    while (!error && !parser.is_done()) {
      http::read_some(socket, buffer, parser, error);
      std::this_thread::sleep_for(between_reads);
    }
  } catch (const boost::system::system_error&) {  // the exporter no longer listens
    return Page::kNone;
  }
  if (parser.is_done()) return Page::kWhole;
  return parser.got_some() || buffer.size() > 0 ? Page::kCut : Page::kNone;
}

// Runs exporters under one load, and counts their exits and pages.
class StopTrials {
 public:
  explicit StopTrials(const Load& load)
      : load_(load),
        simulator_({.latency = load.latency, .extra_jobs = load.jobs - sample_jobs({}).size()}) {
    simulator_.set_fault(load.fault);
    configuration_.add(simulator_);
  }

  // Starts an exporter, sends SIGTERM after `life`, and waits for its end.
  void run_once(milliseconds life) {
    RunningExporter exporter(configuration_);
    std::vector<std::thread> readers;
    for (int i = 0; i < load_.readers; ++i) {
      readers.emplace_back([&] { read_all(exporter.address()); });
    }
    std::this_thread::sleep_for(life);
    const auto begin = Clock::now();
    exporter.process().signal(SIGTERM);
    if (exporter.process().wait_at_most(kPatience) != 0) ++bad_exits;
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    for (auto& reader : readers) reader.join();
  }

  std::vector<double> seconds;  // from SIGTERM to each exit
  int bad_exits = 0;
  std::atomic<int> whole = 0;  // pages
  std::atomic<int> cut = 0;

 private:
  void read_all(const std::string& address) {
    for (;;) {
      const Page page = read_page(address, load_.between_reads);
      if (page == Page::kNone) return;
      ++(page == Page::kWhole ? whole : cut);
    }
  }

  const Load& load_;
  Simulator simulator_;
  Configuration configuration_;
};

void run_trials(StopTrials& trials, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<milliseconds::rep> life(0, kLongestLife.count());
  for (int run = 0; run < kRunsOfLoad; ++run) trials.run_once(milliseconds(life(random)));
}

}  // namespace

void measure_stopping(Table& table) {
  // The loads run at once, because many exits take seconds of waiting.
  std::list<StopTrials> all_trials;
  std::vector<std::future<void>> running;
  for (const Load& load : kLoads) {
    StopTrials& trials = all_trials.emplace_back(load);
    const unsigned seed = kSeed + static_cast<unsigned>(running.size());
    running.push_back(
        std::async(std::launch::async, [&trials, seed] { run_trials(trials, seed); }));
  }
  for (auto& ended : running) ended.get();
  std::vector<double> seconds;
  double bad_exits = 0;
  double whole = 0;
  double cut = 0;
  for (const StopTrials& trials : all_trials) {
    seconds.insert(seconds.end(), trials.seconds.begin(), trials.seconds.end());
    bad_exits += trials.bad_exits;
    whole += trials.whole;
    cut += trials.cut;
  }
  table.row("exit codes other than 0", bad_exits, "", 0);
  table.row("slowest exit", percentile(seconds, 1), "s", kMostSeconds);
  table.row("truncated pages", cut, "", 0);
  table.row("complete pages", whole, "");
}

}  // namespace cckm::test
