// SPDX-License-Identifier: Apache-2.0
// Scrapes the exporter and compares its page with the golden page.
#include "tests/faults/fault_scene.h"

#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/faults/canary.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"

namespace cckm::test {
namespace {

using Seconds = std::chrono::duration<double>;

SimulatorOptions simulator_options(const SceneChoice& choice, const ManualClock& clock,
                                   const std::string& password) {
  SimulatorOptions options = choice.simulator;
  options.clock = clock.clock();
  if (!options.date) options.date = std::chrono::system_clock::now;
  options.password = password;
  return options;
}

std::uint16_t port_of(const Simulator& simulator) {
  const std::string& url = simulator.url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

std::string id_of(const Simulator& simulator, const std::string& name) {
  for (const JobRef& job : simulator.jobs()) {
    if (job.name == name) return job.id;
  }
  return {};
}

// Returns texts of CM, of faults and of requests that must never be in a page or in the log.
const std::vector<std::string>& forbidden_texts() {
  static const std::vector<std::string> texts = {kUpstreamMark, "NCERR", "<html", "requestID",
                                                 "Bearer "};
  return texts;
}

// Returns the lines of a log that do not show the text of a region.
std::string without_region_texts(const std::string& log) {
  std::string rest;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) {
    if (line.find(" msg=\"region failed\" ") == std::string::npos) rest += line + '\n';
  }
  return rest;
}

// Returns a log without the `codeDesc` of CM's responses to logins, which it can show.
std::string without_codes_of_logins(std::string log) {
  constexpr std::string_view kBegin = ", codeDesc NCERR";
  for (auto at = log.find(kBegin); at != std::string::npos; at = log.find(kBegin)) {
    log.erase(at, log.find_first_of("\"\n", at) - at);
  }
  return log;
}

// Returns the exporter's deadline: half a second before the scraper's timeout, 9.5 s at most.
Seconds deadline_of(const std::string& timeout) {
  return Seconds(std::min(9.5, std::stod(timeout) - 0.5));
}

}  // namespace

FaultScene::FaultScene(const SceneChoice& choice)
    : password(make_canary()),
      simulator(simulator_options(choice, clock, password)),
      gate(port_of(simulator)),
      exporter(configure(choice), choice.flags),
      job_id_(id_of(simulator, kJob)) {}

std::string FaultScene::configure(const SceneChoice& choice) {
  ManagerChoice manager = choice.manager;
  manager.name = kManager;
  manager.password = password;
  if (manager.address.empty()) manager.address = "127.0.0.1:" + std::to_string(gate.port());
  for (const std::string& ca : choice.further_cas) manager.further_ca += ca;
  for (const auto& [name, text] : choice.files) configuration.folder().write(name, text);
  configuration.add(simulator, manager);
  return configuration.path();
}

std::string FaultScene::scrape(const std::string& timeout) {
  const auto begin = std::chrono::steady_clock::now();
  std::string page = exporter.scrape(timeout);
  const Seconds took = std::chrono::steady_clock::now() - begin;
  CHECK(took < deadline_of(timeout) + kTolerance);
  CHECK(parse_exposition(page).problems.empty());
  pages_ += page;
  return page;
}

void FaultScene::expect(const Facts& wanted, const std::string& timeout) {
  const Facts facts = facts_of(scrape(timeout));
  REQUIRE(facts.size() == wanted.size());
  for (const auto& [job, lines] : wanted) {
    CAPTURE(job);
    CHECK(facts.at(job) == lines);
  }
}

void FaultScene::expect_clean_or(const Facts& wanted, const std::string& timeout) {
  const Facts facts = facts_of(scrape(timeout));
  REQUIRE(facts.size() == wanted.size());
  for (const auto& [job, lines] : facts) {
    if (lines == clean_facts().at(job)) continue;
    CAPTURE(job);
    CHECK(lines == wanted.at(job));
  }
}

void FaultScene::heal() {
  simulator.clear_faults();
  gate.restore();
}

std::string FaultScene::end() {
  CHECK(exporter.stop() == 0);
  std::string log = exporter.process().output();
  const std::string output = pages_ + log;
  std::vector<std::string> secrets = simulator.secrets();
  secrets.push_back(password);
  secrets.insert(secrets.end(), secrets_.begin(), secrets_.end());
  CHECK(find_secret(output, secrets) == std::nullopt);
  const std::string shown = pages_ + without_codes_of_logins(log);
  for (const std::string& text : forbidden_texts()) {
    CAPTURE(text);
    CHECK(shown.find(text) == std::string::npos);
  }
  CHECK((pages_ + without_region_texts(log)).find("AccessDeniedException") == std::string::npos);
  CHECK(simulator.stats().forbidden_requests() == 0);
  return log;
}

const Facts& clean_facts() {
  static const Facts facts = [] {
    std::ifstream file(CCKM_TESTDATA "/golden/faults.prom", std::ios::binary);
    return facts_of(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  return facts;
}

Facts facts_without_job(const std::string& reason) {
  Facts facts = clean_facts();
  facts.at(kJob) = unread(kManager, kJob, reason);
  return facts;
}

Facts facts_without_manager(const std::string& reason) {
  Facts facts = clean_facts();
  for (auto& [job, lines] : facts) {
    lines = job.empty() ? "cckm_up{manager=\"cm\"} 0\n" : unread(kManager, job, reason);
  }
  return facts;
}

std::vector<std::string> warnings_in(const std::string& log, const std::string& part) {
  std::vector<std::string> lines;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) {
    const bool warns = line.find("level=warn") != std::string::npos ||
                       line.find("level=error") != std::string::npos;
    const bool expected = line.find("text=paused_by_policy") != std::string::npos;
    if (warns && !expected && line.find(part) != std::string::npos) lines.push_back(line);
  }
  return lines;
}

}  // namespace cckm::test
