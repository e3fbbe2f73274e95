// SPDX-License-Identifier: Apache-2.0
// A manager of a simulated CM, over real TLS.
#pragma once

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/cckm/manager.h"
#include "tests/simulator/simulator.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/cckm/counting_telemetry.h"

namespace cckm::test {

using namespace std::chrono_literals;

// As main() does, so that a closed connection is an error code.
[[maybe_unused]] inline const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

inline const Endpoint& kAws = *find_endpoint("aws", "keys");
inline const std::string kDocumented = "afef70ff-311e-46c1-8ead-e1999e8c6d46";

// The reading of one job.
struct JobRead {
  Result<SyncJob> job;
  bool answered = false;
  bool login_failed = false;
  std::vector<Anomaly> anomalies = {};
};

// A manager of one simulator, whose settings the test changes before the first read.
class ManagerScene {
 public:
  explicit ManagerScene(const SimulatorOptions& options = {}) : simulator(options) {
    settings.name = "cm";
    const auto colon = simulator.url().rfind(':');
    settings.url = {
        .tls = !options.plain_http,
        .host = "127.0.0.1",
        .port = static_cast<std::uint16_t>(std::stoi(simulator.url().substr(colon + 1)))};
    settings.tls.ca_file = folder.write("ca.pem", simulator.ca_pem());
    settings.tls.server_name = "web.keysecure.local";
    settings.max_concurrency = 1;
    use_password("simulated-password");
    settings.jobs = {job(kDocumented)};
  }

  static JobSettings job(const std::string& id) {
    return {.id = id, .name = id, .endpoint = &kAws};
  }
  void use_password(const std::string& password) {
    PasswordAuth auth;
    auth.username = "cckm-exporter";
    auth.password = Secret(password);
    settings.auth = auth;
  }
  void use_certificate(const Credential& credential) {
    settings.tls.cert_file = folder.write("client.pem", credential.certificate_pem);
    settings.tls.key_file = folder.write("client.key", credential.key_pem);
  }

  JobRead read(std::size_t job = 0, std::chrono::milliseconds time = 5s) {
    return read_late(0s, time, job);
  }
  // Reads in a collection that began `ago` and has `left`.
  JobRead read_late(std::chrono::milliseconds ago, std::chrono::milliseconds left,
                    std::size_t job = 0) {
    Reading reading = read_item(job, ago, left);
    const auto& run = reading.jobs.at(0).run;
    return {run ? Result<SyncJob>(**run) : run.failure(), reading.answered, reading.login_failed,
            std::move(reading.anomalies)};
  }
  // Reads an item of any kind, by default with time enough on the slowest machine.
  Reading read_item(std::size_t item = 0, std::chrono::milliseconds ago = 0s,
                    std::chrono::milliseconds left = 60s) {
    if (!manager) manager = std::move(Manager::create(settings, telemetry).value());
    const auto now = std::chrono::steady_clock::now();
    return whole(item, manager->read(0, item, {now - ago, now + left}));
  }
  // Returns what a collection makes of a reading: a bare failure has its content from the source.
  Reading whole(std::size_t item, Reading reading) const {
    if (!reading.is_bare()) return reading;
    Reading content = manager->unread(item, *reading.failure);
    reading.jobs = std::move(content.jobs);
    reading.family = std::move(content.family);
    reading.schedules = std::move(content.schedules);
    return reading;
  }
  // Replaces the manager as a reload does.
  void reload() {
    manager = std::move(Manager::create(settings, telemetry, manager.get()).value());
    manager->enter_service();
  }
  std::string reason(std::size_t job = 0) {
    const auto reading = read(job);
    return std::string(reading.job ? "ok" : reason_name(reading.job.failure().reason));
  }
  std::string detail() { return read().job.failure().detail; }
  std::uint64_t logins() const {
    const auto counts = simulator.stats().token_requests;
    return counts.password + counts.refresh_token;
  }

  TemporaryFolder folder;
  std::shared_ptr<CountingTelemetry> telemetry = std::make_shared<CountingTelemetry>();
  Simulator simulator;
  ManagerSettings settings;
  std::shared_ptr<Manager> manager;
};

}  // namespace cckm::test
