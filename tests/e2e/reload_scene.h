// SPDX-License-Identifier: Apache-2.0
// What the tests of reloads share: a configuration with up to two managers.
#pragma once

#include <string>
#include <vector>

#include "tests/e2e/scene.h"
#include "tests/simulator/simulator.h"

namespace cckm::test {

inline const std::string kGood = "cckm_exporter_config_last_reload_successful";
inline const std::string kTime = "cckm_exporter_config_last_reload_success_timestamp_seconds";
inline const std::string kWebGood = "cckm_exporter_web_config_last_reload_successful";

inline std::string manager(const std::string& name) {
  return "manager=\"" + name + "\"";
}

// Simulators a and b, and a configuration with any of them.
struct ReloadScene {
  explicit ReloadScene(const SimulatorOptions& options = {}) : a(options), b(options) {}

  // Writes the configuration anew, with a manager for each simulator of that name.
  std::string configure(const std::vector<std::string>& names, const std::string& extra = "") {
    configuration.begin_anew();
    for (const auto& name : names) {
      configuration.add(name == "a" ? a : b, {.name = name, .extra = extra});
    }
    return configuration.path();
  }
  std::string break_it() const {
    return configuration.folder().write("exporter.yml", "managers: 1\n");
  }

  Simulator a;
  Simulator b;
  Configuration configuration;
};

}  // namespace cckm::test
