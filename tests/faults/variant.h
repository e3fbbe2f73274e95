// SPDX-License-Identifier: Apache-2.0
// A variant of a fault, and the check that the exporter handles it, passing and lasting.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/fault_scene.h"

namespace cckm::test {

// A series of kJob during the fault. Without a value: the series must be missing.
struct WantedSample {
  std::string metric;
  std::optional<double> value;
  std::vector<std::string> labels = {};  // for sample(), without sync_job
};

struct Variant {
  std::string name;
  // The fault: `fault` strikes kJob, or every call if `whole` is set. `strike`, if set, replaces it
  // and changes the scene until heal().
  Fault fault = {};
  std::function<void(FaultScene&)> strike = {};
  // The reason of the jobs that cannot be read. Empty: kJob is read and has these samples.
  std::string reason = {};
  std::vector<WantedSample> samples = {};
  // The number of warnings and errors in the log after two scrapes with the fault. If there is a
  // reason, the first line contains it and `detail`.
  std::size_t warnings = 1;
  std::string detail = {};
  bool whole = false;
  bool cold = false;  // strikes before the first connection and login
  std::string timeout = "10";
  SceneChoice scene = {};
};

// Plays two scenes for each variant. Passing: the fault strikes once, and the next scrape is clean.
// Lasting: two scrapes have the same honest page, and the scrape after heal() is clean.
void prove(const std::vector<Variant>& variants);

}  // namespace cckm::test
