// SPDX-License-Identifier: Apache-2.0
// Faults 54 to 56, 62 and 63: signals, descriptors and ports.
#include <sys/resource.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <csignal>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/connect.h"
#include "tests/faults/fault_scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

using Socket = boost::asio::ip::tcp::socket;
using Steady = std::chrono::steady_clock;

const std::string kScrape = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

// Sends a request and returns the bytes received until the exporter closes the connection.
std::string ask(Socket socket, const std::string& request) {
  boost::system::error_code ignored;
  boost::asio::write(socket, boost::asio::buffer(request), ignored);
  std::string reply;
  boost::asio::read(socket, boost::asio::dynamic_buffer(reply), ignored);
  return reply;
}

std::future<std::string> ask_later(const FaultScene& scene) {
  return std::async(std::launch::async, [address = scene.exporter.address()] {
    try {
      return ask(connect_to(address), kScrape);
    } catch (const boost::system::system_error&) {
      return std::string();  // the exporter no longer listens
    }
  });
}

// Returns true if the body has the length of its Content-Length.
bool is_whole(const std::string& reply) {
  const std::string field = "\r\nContent-Length: ";
  const auto length = reply.find(field);
  const auto body = reply.find("\r\n\r\n");
  return length < body && body != std::string::npos &&
         reply.size() - body - 4 == std::stoul(reply.substr(length + field.size()));
}

template <typename Condition>
void await(Condition condition) {
  const auto end = Steady::now() + 20s;
  while (!condition()) {
    REQUIRE(Steady::now() < end);
    std::this_thread::yield();
  }
}

void limit_descriptors(FaultScene& scene, rlim_t most) {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = most;
  REQUIRE(::prlimit(scene.exporter.process().id(), RLIMIT_NOFILE, &limit, nullptr) == 0);
}

}  // namespace

TEST_CASE("fault 54: SIGTERM while idle") {
  FaultScene scene;
  scene.expect_clean();
  auto kept_open = connect_to(scene.exporter.address());
  const auto begin = Steady::now();
  scene.end();
  CHECK(Steady::now() - begin < 3s);
}

TEST_CASE("fault 54: SIGTERM during a scrape or a login that ends in time") {
  const auto kind = GENERATE(CallKind::kJob, CallKind::kToken);
  FaultScene scene;
  scene.simulator.set_fault({.kind = kind, .delay = 400ms});
  auto reply = ask_later(scene);
  await([&] { return scene.simulator.stats().requests > 0; });
  scene.end();
  const std::string text = reply.get();
  CHECK(is_whole(text));
  CHECK(facts_of(text) == clean_facts());
}

TEST_CASE("fault 54: SIGTERM during a scrape or a login that does not end") {
  const auto kind = GENERATE(CallKind::kJob, CallKind::kToken);
  FaultScene scene;
  scene.simulator.set_fault({.kind = kind, .cut = Stage::kStart, .ending = Ending::kStall});
  auto reply = ask_later(scene);
  await([&] { return scene.simulator.stats().requests > 0; });
  const auto begin = Steady::now();
  SECTION("once") {
    scene.end();
    CHECK(Steady::now() - begin < 3s);
  }
  SECTION("twice") {
    scene.exporter.process().signal(SIGTERM);
    scene.exporter.process().await_line("msg=stopping");
    scene.end();
    CHECK(Steady::now() - begin < 1500ms);
  }
  CHECK(reply.get().empty());
}

TEST_CASE("fault 54: repeated SIGTERMs until the exit do not change the exit code") {
  for (int run = 0; run < 20; ++run) {
    FaultScene scene;
    const pid_t id = scene.exporter.process().id();
    std::atomic<bool> ended = false;
    std::thread impatient([&] {
      while (!ended) ::kill(id, SIGTERM);
    });
    const int exit_code = scene.exporter.process().wait_at_most(20s);
    ended = true;
    impatient.join();
    REQUIRE(exit_code == 0);
  }
}

TEST_CASE("fault 54: SIGTERM at any moment of a scrape") {
  for (int moment = 0; moment < 12; ++moment) {
    CAPTURE(moment);
    FaultScene scene;
    auto reply = ask_later(scene);
    std::this_thread::sleep_for(std::chrono::microseconds(500 * moment));
    const auto begin = Steady::now();
    scene.end();
    CHECK(Steady::now() - begin < 3s);
    const std::string text = reply.get();
    CHECK((text.empty() || is_whole(text)));
  }
}

TEST_CASE("fault 55: signals without a meaning for the exporter") {
  FaultScene scene;
  scene.expect_clean();
  for (const int number : {SIGPIPE, SIGUSR1, SIGUSR2, SIGXFSZ, SIGCHLD, SIGWINCH, SIGURG}) {
    CAPTURE(number);
    scene.exporter.process().signal(number);
    scene.expect_clean();
  }
  scene.end();
}

TEST_CASE("fault 55: interrupted system calls") {
  FaultScene scene;
  std::atomic<bool> enough = false;
  // SIGSTOP and SIGCONT interrupt the blocking system calls of a process.
  std::thread bombardment([&] {
    while (!enough) {
      scene.exporter.process().signal(SIGSTOP);
      scene.exporter.process().signal(SIGCONT);
      std::this_thread::sleep_for(1ms);
    }
  });
  for (int i = 0; i < 30; ++i) {
    if (i % 10 == 0) scene.simulator.revoke_tokens();
    scene.expect_clean();
  }
  enough = true;
  bombardment.join();
  scene.end();
}

TEST_CASE("fault 56: clients that use up all descriptors") {
  FaultScene scene;
  scene.expect_clean();
  limit_descriptors(scene, 64);
  const auto cpu = [&] { return sample(scene.scrape(), "process_cpu_seconds_total").value(); };
  const double before = cpu();
  std::vector<Socket> crowd;
  while (crowd.size() < 100) crowd.push_back(connect_to(scene.exporter.address()));
  // Silent connections are closed in favour of the scrapes.
  for (int i = 0; i < 3; ++i) CHECK(facts_of(ask_later(scene).get()) == clean_facts());
  crowd.clear();
  CHECK(cpu() - before < 0.3);
  scene.expect_clean();
  scene.end();
}

TEST_CASE("fault 56: no descriptor for a connection to CM") {
  FaultScene scene;
  scene.expect_clean();
  scene.gate.refuse();  // closes the open connections
  scene.gate.restore();
  auto accepted = connect_to(scene.exporter.address());
  CHECK(scene.exporter.get("/-/healthy").result_int() == 200);  // now the connection is accepted
  limit_descriptors(scene, 4);
  const std::string reply = ask(std::move(accepted), kScrape);
  CHECK(facts_of(reply) == facts_without_manager("connect"));
  limit_descriptors(scene, 1024);
  scene.expect_clean();
  CHECK(warnings_in(scene.end(), "reason=connect").size() == 1);
}

TEST_CASE("fault 62: a listening port in use") {
  FaultScene scene;
  scene.expect_clean();
  const auto second = run_exporter({"--config.file", scene.configuration.path(),
                                    "--web.listen-address", scene.exporter.address()});
  CHECK(second.exit_code == 1);
  CHECK_THAT(second.output, ContainsSubstring("level=error"));
  CHECK_THAT(second.output, ContainsSubstring("Address already in use"));
  scene.expect_clean();
  scene.end();
}

TEST_CASE("fault 63: CM is down at the start") {
  Configuration configuration;
  configuration.add(Simulator());
  RunningExporter exporter(configuration);
  for (int i = 0; i < 2; ++i) CHECK(sample(exporter.scrape(), "cckm_up") == 0.0);
  CHECK(exporter.stop() == 0);

  FaultScene scene;
  scene.gate.refuse();
  for (int i = 0; i < 2; ++i) scene.expect(facts_without_manager("connect"));
  scene.heal();
  scene.expect_clean();
  CHECK(warnings_in(scene.end(), "reason=connect").size() == 1);
}
