// SPDX-License-Identifier: Apache-2.0
// Plays the two scenes of every variant.
#include "tests/faults/variant.h"

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

void begin(FaultScene& scene, const Variant& variant, std::optional<unsigned> times) {
  if (!variant.cold) scene.expect_clean();
  if (variant.strike) {
    variant.strike(scene);
    return;
  }
  Fault fault = variant.fault;
  if (!variant.whole) fault.job_id = scene.job_id();
  fault.times = times;
  scene.simulator.set_fault(fault);
}

Facts wanted_facts(const Variant& variant) {
  return variant.whole ? facts_without_manager(variant.reason) : facts_without_job(variant.reason);
}

void check_samples(const std::string& page, const Variant& variant) {
  for (const WantedSample& wanted : variant.samples) {
    std::vector<std::string> labels = wanted.labels;
    labels.push_back("sync_job=\"" + std::string(kJob) + "\"");
    CAPTURE(wanted.metric, wanted.labels);
    const auto value = sample(page, wanted.metric, labels);
    CHECK(value.has_value() == wanted.value.has_value());
    if (value && wanted.value) CHECK(*value == *wanted.value);
  }
}

// Scrapes, and checks kJob by the variant's samples and the other jobs by the golden page. Returns
// the lines of kJob.
std::string expect_read(FaultScene& scene, const Variant& variant) {
  const std::string page = scene.scrape(variant.timeout);
  Facts facts = facts_of(page);
  REQUIRE(facts.size() == clean_facts().size());
  for (const auto& [job, lines] : clean_facts()) {
    CAPTURE(job);
    if (job != kJob) CHECK(facts.at(job) == lines);
  }
  check_samples(page, variant);
  return facts.at(kJob);
}

void expect_fault_twice(FaultScene& scene, const Variant& variant) {
  if (variant.reason.empty()) {
    const std::string first = expect_read(scene, variant);
    CHECK(expect_read(scene, variant) == first);
    return;
  }
  const Facts wanted = wanted_facts(variant);
  for (int i = 0; i < 2; ++i) scene.expect(wanted, variant.timeout);
}

void check_log(const std::string& log, const Variant& variant, std::size_t most) {
  const auto lines = warnings_in(log, "");
  CAPTURE(lines);
  CHECK(lines.size() <= most);
  if (lines.empty() || variant.reason.empty()) return;
  CHECK_THAT(lines[0], ContainsSubstring(" manager=cm "));
  CHECK_THAT(lines[0] + ' ', ContainsSubstring(" reason=" + variant.reason + ' '));
  CHECK_THAT(lines[0], ContainsSubstring(variant.detail));
}

// Checks that a fault of one job causes no second login.
void check_tokens(const FaultScene& scene, const Variant& variant) {
  if (variant.whole) return;
  const auto tokens = scene.simulator.stats().token_requests;
  CHECK(tokens.password == 1);
  CHECK(tokens.refresh_token == 0);
}

void prove_passing(const Variant& variant) {
  INFO(variant.name << ", passing");
  FaultScene scene(variant.scene);
  begin(scene, variant, 1);
  if (variant.reason.empty()) {
    expect_read(scene, variant);
  } else {
    scene.expect_clean_or(wanted_facts(variant), variant.timeout);
  }
  if (variant.strike) scene.heal();
  scene.expect_clean();
  check_tokens(scene, variant);
  check_log(scene.end(), variant, variant.warnings);
}

void prove_lasting(const Variant& variant) {
  INFO(variant.name << ", lasting");
  FaultScene scene(variant.scene);
  begin(scene, variant, std::nullopt);
  expect_fault_twice(scene, variant);
  scene.heal();
  scene.expect_clean();
  check_tokens(scene, variant);
  const std::string log = scene.end();
  check_log(log, variant, variant.warnings);
  CHECK(warnings_in(log, "").size() == variant.warnings);
}

}  // namespace

void prove(const std::vector<Variant>& variants) {
  for (const Variant& variant : variants) {
    prove_passing(variant);
    prove_lasting(variant);
  }
}

}  // namespace cckm::test
