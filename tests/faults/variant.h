// SPDX-License-Identifier: Apache-2.0
// One way in which a fault can come, and the proof that the exporter takes it as it should.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/fault_scene.h"

namespace cckm::test {

// A series of kJob while the fault lasts; no value: that it has none.
struct WantedSample {
  std::string metric;
  std::optional<double> value;
  std::vector<std::string> labels = {};  // beside kJob's, as sample() takes them
};

struct Variant {
  std::string name;
  // What strikes: `fault` at kJob, or at every call if it is for the `whole` manager; or what
  // `strike` does to the scene, which lasts until it is healed.
  Fault fault = {};
  std::function<void(FaultScene&)> strike = {};
  // Why that cannot be read; empty: kJob is read all the same, and shows these samples.
  std::string reason = {};
  std::vector<WantedSample> samples = {};
  // Lines at level warn or error in a log that saw the fault twice; where there is a reason, the
  // first of them names it, and has this in it.
  std::size_t complaints = 1;
  std::string detail = {};
  bool whole = false;
  bool cold = false;  // strikes before there is a connection or a token
  std::string timeout = "10";
  SceneChoice scene = {};
};

// For each variant two scenes. In the first the fault passes: it strikes once, and the next scrape
// is clean without further ado. In the second it lasts: two scrapes show it, with the same honest
// page, and the one after it was healed is clean.
void prove(const std::vector<Variant>& variants);

}  // namespace cckm::test
