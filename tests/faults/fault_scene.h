// SPDX-License-Identifier: Apache-2.0
// Where a fault is played: a manager whose time stands still and whose secrets are canaries, a gate
// before it, and the whole exporter, all of whose words are kept and searched.
//
//   FaultScene scene;
//   scene.expect_clean();
//   scene.simulator.set_fault({.job_id = scene.job_id(), .times = 1, .status = 403});
//   scene.expect(facts_without_job("forbidden"));
//   scene.expect_clean();
//   scene.end();
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/scene.h"
#include "tests/faults/facts.h"
#include "tests/faults/gate.h"
#include "tests/simulator/manual_clock.h"
#include "tests/simulator/simulator.h"

namespace cckm::test {

// What differs from an ordinary scene, in which the Date field tells the true time. The simulator's
// clock and password and the manager's name and password are the scene's own.
struct SceneChoice {
  SimulatorOptions simulator = {};
  ManagerChoice manager = {};
  std::vector<std::string> flags = {};
  std::vector<std::string> further_cas = {};      // PEM texts that the exporter trusts too
  std::map<std::string, std::string> files = {};  // beside the configuration: name -> text
};

// Names of the scene's manager and of the job that faults of one job are about: three AWS regions,
// one of which failed.
inline constexpr const char* kManager = "cm";
inline constexpr const char* kJob = "nightly-worldwide";
// Text for the bodies of faults: it must never come out at the other end.
inline constexpr const char* kUpstreamMark = "words-of-the-upstream";

// What the page states without any fault, from testdata/golden/faults.prom; if kJob cannot be read,
// or no job can.
const Facts& clean_facts();
Facts facts_without_job(const std::string& reason);
Facts facts_without_manager(const std::string& reason);

class FaultScene {
 public:
  explicit FaultScene(const SceneChoice& choice = {});

  const std::string password;
  ManualClock clock;
  Simulator simulator;
  Gate gate;  // passes to the simulator
  Configuration configuration;
  RunningExporter exporter;

  // Of kJob.
  const std::string& job_id() const { return job_id_; }
  // To be searched for like the scene's own: what a test put into the exporter's files, or has the
  // upstream hand out.
  void keep_secret(std::string secret) { secrets_.push_back(std::move(secret)); }

  // The page. Checks that it came in time, and that it is well-formed.
  std::string scrape(const std::string& timeout = "10");

  // Scrapes, and checks that the page states this and nothing else.
  void expect(const Facts& wanted, const std::string& timeout = "10");
  void expect_clean() { expect(clean_facts()); }
  // Likewise, where each job may be as it is without the fault.
  void expect_clean_or(const Facts& wanted, const std::string& timeout = "10");

  // Faults off, gate open.
  void heal();

  // Ends the exporter and checks that it goes in good order, and that no secret and no text of the
  // upstream is in anything it has said. Returns its log.
  std::string end();

  // How the answer may exceed its deadline: the exact figure is the benchmark's business, this one
  // only has to tell it from a hang on a busy machine.
  static constexpr std::chrono::seconds kPatience{4};

 private:
  std::string configure(const SceneChoice& choice);

  std::string job_id_;
  std::vector<std::string> secrets_;
  std::string pages_;  // all of them
};

// Lines of a log at level warn or error that hold `part`, but for the one that every log has: a
// sample job's status is not a known one.
std::vector<std::string> complaints(const std::string& log, const std::string& part);

}  // namespace cckm::test
