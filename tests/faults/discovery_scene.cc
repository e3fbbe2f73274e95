// SPDX-License-Identifier: Apache-2.0
// Sets the simulator's clock to the true time, because the exporter counts `lookback` from it.
#include "tests/faults/discovery_scene.h"

#include <regex>
#include <set>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"

namespace cckm::test {
namespace {

constexpr const char* kAwsKeys = R"(cloud="aws",resource="keys")";

SimulatorOptions simulator_options(ManualClock& clock, const std::string& password) {
  clock.advance(std::chrono::system_clock::now() - clock.now());
  SimulatorOptions options;
  options.clock = clock.clock();
  options.password = password;
  return options;
}

}  // namespace

DiscoveryScene::DiscoveryScene(const DiscoveryChoice& choice)
    : simulator(simulator_options(clock, choice.password)), exporter(configure(choice)) {}

std::string DiscoveryScene::configure(const DiscoveryChoice& choice) {
  simulator.change([&](Appliance& cm) {
    const Endpoint& aws = *find_endpoint("aws", "keys");
    cm.families.of(aws).history =
        RunHistory(numbered_runs(aws, kRunsListed, kContainers, cm.now()));
    cm.containers.at("aws/kms").containers = numbered_containers(kContainers);
    if (choice.change) choice.change(cm);
  });
  configuration.add(simulator, {.password = choice.password,
                                .extra = "    discover: " + choice.discover + "\n",
                                .names = {kConfiguredJob}});
  if (!choice.limits.empty()) configuration.end_with("limits: {" + choice.limits + "}\n");
  return configuration.path();
}

std::string DiscoveryScene::scrape() {
  std::string page = exporter.scrape();
  CHECK(parse_exposition(page).problems.empty());
  CHECK(sample(page, "cckm_scrape_job_success",
               {"sync_job=\"" + std::string(kConfiguredJob) + "\""}) == 1.0);
  return page;
}

Facts DiscoveryScene::read() {
  for (int scrapes = 0; scrapes < 20; ++scrapes) {
    const std::string page = scrape();
    if (family_sample(page, "cckm_discovery_complete") == 1.0) return facts_of(page);
  }
  FAIL("the exporter does not find all runs");
  return {};
}

void DiscoveryScene::change_list(const std::function<void(ListBehaviour&)>& change) {
  simulator.change([&](Appliance& cm) { change(cm.families.of("aws").list); });
}

std::string DiscoveryScene::end() {
  CHECK(exporter.stop() == 0);
  CHECK(simulator.stats().unexpected_requests == 0);
  return exporter.process().output();
}

std::optional<double> family_sample(const std::string& page, const std::string& metric,
                                    const std::vector<std::string>& labels) {
  std::vector<std::string> all = labels;
  all.emplace_back(kAwsKeys);
  return sample(page, metric, all);
}

std::vector<std::string> reasons_of_discovered(const std::string& page) {
  const std::regex error(R"re(cckm_scrape_job_error\{.*sync_job="aws[:/].*reason="(\w+)"\} 1)re");
  std::set<std::string> reasons;
  std::istringstream lines(page);
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, error)) reasons.insert(match[1]);
  }
  return {reasons.begin(), reasons.end()};
}

}  // namespace cckm::test
