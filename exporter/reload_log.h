// SPDX-License-Identifier: Apache-2.0
// Logs the outcomes of reloads and records them in the metrics. A rejected configuration that is
// tried again is logged once.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/metrics/exporter_metrics.h"

namespace cckm {

// A problem that a load of the configuration found.
struct LoadProblem {
  std::string text;
  bool logged = false;  // before the load, by a connection that read the web configuration
};
using LoadProblems = std::vector<LoadProblem>;  // none: the configuration is in use

// Returns problems as text to show: first a line with their number, then one line each.
std::string summary_of(const LoadProblems& problems);

// Used by one thread at a time, except for reject().
class ReloadLog {
 public:
  // `metrics` must outlive this.
  explicit ReloadLog(ExporterMetrics& metrics) : metrics_(metrics) {}

  // Logs a reload on request. `managers` is their number in the configuration in use. Returns the
  // problems as text to show, or an empty text.
  std::string note(const LoadProblems& problems, std::size_t managers);

  // Logs a reload because files have changed, unless it has the problems of the last one. Such a
  // reload is repeated at each interval, because a file that the configuration names can be on its
  // way.
  void note_repeatable(const LoadProblems& problems, std::size_t managers);

  // Records that the files are those in use, perhaps again after an invalid change.
  void note_unchanged();

  // Logs a reload that fails, and forgets it. Returns its problems as text to show. Thread-safe.
  std::string reject(const LoadProblems& problems) const;

 private:
  ExporterMetrics& metrics_;
  LoadProblems last_;  // of the last reload
};

}  // namespace cckm
