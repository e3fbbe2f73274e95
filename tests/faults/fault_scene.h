// SPDX-License-Identifier: Apache-2.0
// The scene of a fault: a simulated manager whose clock stands still and whose secrets are
// canaries, a gate in front of it, and the exporter as a process. Its output is kept and searched.
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

// The options of a scene. By default the Date field has the true time. The scene itself sets the
// simulator's clock and password and the manager's name and password.
struct SceneChoice {
  SimulatorOptions simulator = {};
  ManagerChoice manager = {};
  std::vector<std::string> flags = {};
  std::vector<std::string> further_cas = {};      // PEM texts that the exporter trusts too
  std::map<std::string, std::string> files = {};  // in the configuration's folder: name -> text
};

// Names of the scene's manager and of the job that faults strike. The job has three AWS regions,
// one of which failed.
inline constexpr const char* kManager = "cm";
inline constexpr const char* kJob = "nightly-worldwide";
// Text for the bodies of faults. It must never be in a page or in the log.
inline constexpr const char* kUpstreamMark = "words-of-the-upstream";

// Return the facts without any fault (testdata/golden/faults.prom), if kJob cannot be read, and if
// no job can be read.
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

  // Returns the id of kJob.
  const std::string& job_id() const { return job_id_; }
  // Adds a secret to those that end() searches for.
  void keep_secret(std::string secret) { secrets_.push_back(std::move(secret)); }

  // Returns the page. Checks that it arrived in time and is well-formed.
  std::string scrape(const std::string& timeout = "10");

  // Scrapes, and checks that the page has exactly these facts.
  void expect(const Facts& wanted, const std::string& timeout = "10");
  void expect_clean() { expect(clean_facts()); }
  // Scrapes, and checks that each job has these facts or those without the fault.
  void expect_clean_or(const Facts& wanted, const std::string& timeout = "10");

  // Clears the faults and opens the gate.
  void heal();

  // Stops the exporter. Checks that it exits with 0 and that no secret and no text of the upstream
  // is in its output. Returns its log.
  std::string end();

  // Time that a response can exceed its deadline. It only distinguishes a hang from a busy machine;
  // `make figures` measures the exact figure.
  static constexpr std::chrono::seconds kTolerance{4};

 private:
  std::string configure(const SceneChoice& choice);

  std::string job_id_;
  std::vector<std::string> secrets_;
  std::string pages_;  // all of them
};

// Returns the lines of a log at level warn or error that contain `part`. Leaves out the warning of
// every log: one sample job has an unknown status.
std::vector<std::string> warnings_in(const std::string& log, const std::string& part);

}  // namespace cckm::test
