// SPDX-License-Identifier: Apache-2.0
// Faults 68 and 69: kept connections that are dead without a word, and kept connections to an
// address that the manager has left.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "tests/faults/fault_scene.h"
#include "tests/support/catch.h"
#include "tests/support/http_scene.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kJobs = 40;
constexpr std::size_t kWorkers = 16;  // the exporter's default
const std::string kRequests = "cckm_api_requests_total";

SceneChoice forty_jobs(const std::string& extra = {}) {
  return {.simulator = {.latency = 20ms, .extra_jobs = 31}, .manager = {.extra = extra}};
}

// Blocks until CM has received `number` job requests.
void await_job_requests(const FaultScene& scene, std::uint64_t number) {
  while (scene.simulator.stats().job_requests < number) std::this_thread::yield();
}

// A scene with forty jobs. The first scrape has made its connections.
struct ForgetfulScene {
  explicit ForgetfulScene(const std::string& extra = {})
      : scene(forty_jobs(extra)), clean(facts_of(scene.scrape())) {
    REQUIRE(clean.size() == kJobs + 1);
    REQUIRE(clean.at("") == clean_facts().at(""));
  }

  // Scrapes twice, and checks that every job is read each time. Checks that both scrapes together
  // open a new connection for each of `dead` at most, and that a third one opens none.
  void expect_repair(std::size_t dead) {
    const auto before = scene.simulator.stats();
    for (int i = 0; i < 2; ++i) scene.expect(clean);
    const auto after = scene.simulator.stats();
    CHECK(after.connections > before.connections);
    CHECK(after.connections - before.connections <= dead);
    CHECK(after.job_requests - before.job_requests == 2 * kJobs);
    const std::size_t rest = dead - (after.connections - before.connections);
    scene.expect(clean);
    CHECK(scene.simulator.stats().connections - after.connections <= rest);
  }

  FaultScene scene;
  Facts clean;
};

double requests_in(const std::string& page) {
  return sample(page, kRequests, {"path=\"/api/v1/cckm/aws/synchronization-jobs/{id}\""}).value();
}

}  // namespace

TEST_CASE("fault 68: a firewall has forgotten all kept connections") {
  ForgetfulScene forgetful;
  for (int i = 0; i < 2; ++i) {
    const std::size_t dead = forgetful.scene.gate.forget();
    CHECK(dead > 1);
    CHECK(dead <= kWorkers);
    forgetful.expect_repair(dead);
  }
  CHECK(warnings_in(forgetful.scene.end(), "").empty());
}

TEST_CASE("fault 68: a firewall has forgotten one kept connection") {
  ForgetfulScene forgetful("    max_concurrency: 2\n");
  CHECK(forgetful.scene.gate.forget(1) == 1);
  forgetful.expect_repair(1);
  CHECK(warnings_in(forgetful.scene.end(), "").empty());
}

TEST_CASE("fault 68: a firewall forgets all connections during a scrape") {
  ForgetfulScene forgetful("    max_concurrency: 4\n");
  FaultScene& scene = forgetful.scene;
  const auto before = scene.simulator.stats();
  // CM must not be sending while the gate forgets: a response that has begun cannot be repeated.
  scene.simulator.set_fault({.kind = CallKind::kJob, .times = 4, .delay = 600s});
  auto facts = std::async(std::launch::async, [&] { return facts_of(scene.scrape()); });
  await_job_requests(scene, before.job_requests + 4);
  CHECK(scene.gate.forget() == 4);
  CHECK(facts.get() == forgetful.clean);
  CHECK(scene.simulator.stats().connections - before.connections == 4);
  scene.heal();
  scene.expect(forgetful.clean);
  CHECK(scene.simulator.stats().connections - before.connections == 4);
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 68: a lost login is not sent twice") {
  ForgetfulScene forgetful;
  FaultScene& scene = forgetful.scene;
  scene.simulator.revoke_tokens();
  scene.gate.forget();
  scene.simulator.set_fault({.kind = CallKind::kToken, .times = 1, .delay = 600s});
  const auto logins = [&] {
    const Stats stats = scene.simulator.stats();
    return stats.requests - stats.job_requests;
  };
  const auto before = logins();
  auto facts = std::async(std::launch::async, [&] { return facts_of(scene.scrape("4")); });
  while (logins() == before) std::this_thread::yield();
  scene.gate.forget();
  for (const auto& [job, lines] : facts.get()) {
    CAPTURE(job);
    const bool manager = job.empty();
    CHECK(lines == (manager ? "cckm_up{manager=\"cm\"} 0\n" : unread(kManager, job, "timeout")));
  }
  CHECK(logins() == before + 1);
  scene.expect(forgetful.clean);
  CHECK(logins() <= before + 3);  // the refresh token, then the password
  CHECK(warnings_in(scene.end(), "reason=timeout").size() == 1);
}

TEST_CASE("fault 68: a revoked token and dead connections at once") {
  ForgetfulScene forgetful;
  forgetful.scene.simulator.revoke_tokens();
  forgetful.scene.gate.forget();
  for (int i = 0; i < 2; ++i) forgetful.scene.expect(forgetful.clean);
  CHECK(warnings_in(forgetful.scene.end(), "").empty());
}

TEST_CASE("fault 68: a slow job on a live connection is read, and counted once") {
  FaultScene scene({.manager = {.extra = "    max_concurrency: 1\n"}});  // one kept connection
  const double first = requests_in(scene.scrape());
  const auto before = scene.simulator.stats();
  scene.simulator.set_fault({.job_id = scene.job_id(), .delay = 4500ms});  // of 5 s
  const std::string page = scene.scrape();
  CHECK(facts_of(page) == clean_facts());
  const auto after = scene.simulator.stats();
  CHECK(after.job_requests - before.job_requests == scene.simulator.jobs().size() + 1);
  CHECK(after.connections - before.connections == 1);
  CHECK(requests_in(page) == 2 * first + 1);
  scene.heal();
  scene.expect_clean();
  CHECK(scene.simulator.stats().connections == after.connections);
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 69: the manager's name moves to another address") {
  const RawPeer old_place(always(http_answer("200 OK", "old")));
  const RawPeer new_place(always(http_answer("200 OK", "new")), "127.0.0.2", old_place.port());
  const auto passed = std::make_shared<std::atomic<BootClock::duration>>(0s);
  const Now now = [passed] { return BootClock::time_point(1h) + passed->load(); };
  const auto address = std::make_shared<std::atomic<const char*>>("127.0.0.1");
  Resolver resolver(
      "cm", [address](const std::string&) { return Addresses{address->load()}; }, now);
  const Cancellation cancellation;
  BodyLimit body_limit;
  HttpClient client(
      {.tls = false, .host = "cm", .port = old_place.port()}, nullptr, resolver, cancellation,
      body_limit, [](const HttpRequest&) { return true; }, now);
  std::chrono::seconds worst = 0s;
  // The name moves at different ages of the connection.
  for (int move = 0; move < 20; ++move) {
    for (int i = 0; i <= move; ++i) {
      CHECK(client.send({.target = "/"}, in(30s)).ok());
      passed->store(passed->load() + 15s);
    }
    const bool back = std::string(*address) == "127.0.0.2";
    *address = back ? "127.0.0.1" : "127.0.0.2";
    std::chrono::seconds took = 0s;
    while (client.send({.target = "/"}, in(30s)).value().body != (back ? "old" : "new")) {
      took += 15s;
      passed->store(passed->load() + 15s);
      REQUIRE(took <= 5min);
    }
    worst = std::max(worst, took);
  }
  CHECK(worst > 1min);
}
