// SPDX-License-Identifier: Apache-2.0
// The program put together: managers with their collectors, the metrics, the change from one
// configuration to the next, and the two ways to run, as a server or once.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exporter/cckm/manager.h"
#include "exporter/config/load.h"
#include "exporter/config/web_settings.h"
#include "exporter/flags.h"
#include "exporter/metrics/exporter_metrics.h"
#include "exporter/reloader.h"
#include "exporter/scrape/fleet.h"
#include "exporter/scrape_log.h"
#include "exporter/web/auth/basic_auth.h"

namespace cckm {

class Exporter {
 public:
  explicit Exporter(const Flags& flags);
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  // Reads all that a reload reads again, and puts it to use if nothing is wrong with it; touches no
  // network. What is wrong; else what is in use stays. Called by one thread at a time.
  std::vector<std::string> load();

  // Serves until SIGTERM or SIGINT, and reloads at SIGHUP. The process' exit code.
  int serve();
  // One collection to standard output: 0 if every manager was up, else 1.
  int once();

 private:
  using Managers = std::map<std::string, std::shared_ptr<Manager>>;  // by name

  Result<Managers> managers_of(const Settings& settings);
  Fleet fleet_of(const Settings& settings, const Managers& managers);
  std::vector<std::string> put_to_use(const Settings& settings, const WebSettings& web);

  std::string reload();
  void request_reload(const Reloader::Done& done);
  std::string refuse(const std::vector<std::string>& problems);
  void note_workers(bool has_workers);

  const Flags flags_;
  Reloader reloader_;
  ExporterMetrics metrics_;
  ScrapeLog scrape_log_;
  std::atomic<bool> short_of_threads_ = false;
  BasicAuth basic_auth_{BasicAuth::Table{}};
  Managers managers_;  // of the configuration in use; for load() alone
  Fleets fleets_;
};

// Problems as they are shown: how many there are, then one a line.
std::string summary_of(const std::vector<std::string>& problems);

}  // namespace cckm
