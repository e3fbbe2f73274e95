// SPDX-License-Identifier: Apache-2.0
// The scene of a fault of CM's lists: a simulated manager with runs of five AWS KMS, and an
// exporter that discovers them beside one job that is configured by its id.
//
//   DiscoveryScene scene;
//   const Facts facts = scene.read();
//   scene.change_list([](ListBehaviour& list) { list.filters_ignored = true; });
//   CHECK(scene.read() == facts);
//   scene.end();
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/e2e/scene.h"
#include "tests/faults/facts.h"
#include "tests/simulator/appliance.h"
#include "tests/simulator/manual_clock.h"
#include "tests/simulator/simulator.h"

namespace cckm::test {

struct DiscoveryChoice {
  std::string discover = "[{cloud: aws}]";
  std::string limits = {};                      // entries of `limits`
  std::function<void(Appliance&)> change = {};  // before the exporter starts
  std::string password = "simulated-password";
};

// The runs: hourly, of container-1 to container-5 in turn, the newest one an hour ago.
inline constexpr std::size_t kRunsListed = 250;
inline constexpr std::size_t kContainers = 5;
inline constexpr const char* kConfiguredJob = "documented-sample";

class DiscoveryScene {
 public:
  explicit DiscoveryScene(const DiscoveryChoice& choice = {});

  ManualClock clock;  // stands at the time of the construction
  Simulator simulator;
  Configuration configuration;
  RunningExporter exporter;

  // Scrapes. Checks that the page is well-formed and that the configured job was read.
  std::string scrape();

  // Scrapes until all runs have been seen, twenty times at most. Returns the facts of the page.
  Facts read();

  // Changes the list of the runs of AWS keys.
  void change_list(const std::function<void(ListBehaviour&)>& change);

  // Stops the exporter. Checks that it exits with 0 and has sent only known requests. Returns its
  // log.
  std::string end();

 private:
  std::string configure(const DiscoveryChoice& choice);
};

// Returns the value of a metric of the family of AWS keys.
std::optional<double> family_sample(const std::string& page, const std::string& metric,
                                    const std::vector<std::string>& labels = {});

// Returns the reasons of the discovered jobs of a page, each once. Empty: all were read.
std::vector<std::string> reasons_of_discovered(const std::string& page);

}  // namespace cckm::test
