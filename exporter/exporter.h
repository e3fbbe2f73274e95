// SPDX-License-Identifier: Apache-2.0
// The program put together from its settings: managers with their collectors, the metrics, and the
// two ways to run, as a server or once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exporter/change_log.h"
#include "exporter/config/settings.h"
#include "exporter/config/web_settings.h"
#include "exporter/flags.h"
#include "exporter/metrics/exporter_metrics.h"
#include "exporter/scrape/collector.h"

namespace cckm {

class Exporter {
 public:
  // Touches no network. Fails with the words to show where a manager's TLS files cannot be used.
  static Result<std::unique_ptr<Exporter>> create(const Settings& settings);

  // Serves until SIGTERM or SIGINT. The process' exit code.
  int serve(const Flags& flags, const WebSettings& web);
  // One collection to standard output: 0 if every manager was up, else 1.
  int once();

 private:
  explicit Exporter(const Settings& settings);

  std::size_t regions_per_job_;
  std::chrono::milliseconds scrape_timeout_;
  ExporterMetrics metrics_;
  ChangeLog change_log_;
  std::vector<std::unique_ptr<Collector>> collectors_;
};

}  // namespace cckm
