// SPDX-License-Identifier: Apache-2.0
// The part of a bad day that befalls CM's lists of runs, of key containers and of schedules.
#pragma once

#include <string>

#include "tests/e2e/scene.h"

namespace cckm::test {

// One exporter with three managers. `found` has runs, schedules and key containers of each kind of
// trouble. `withdrawn` loses its rights. `nothing` offers no list of runs, and its scheduler fails.
class BadLists {
 public:
  // Starts the exporter with the failures that exist from the beginning.
  BadLists();

  const std::string& address() const { return exporter_.address(); }

  // Adds the failures of things that worked before: one list of runs fails, one gets empty, and
  // `withdrawn` offers no list any more. It gets another URL, so that the exporter has forgotten
  // that it did, as after a restart.
  void break_more();

 private:
  const Configuration& begin();
  const Configuration& configure(const Simulator& withdrawn);

  Simulator found_;
  Simulator nothing_;
  Configuration configuration_;
  RunningExporter exporter_;
};

}  // namespace cckm::test
