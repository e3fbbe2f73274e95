// SPDX-License-Identifier: Apache-2.0
// The assembled program: managers and their collectors, metrics, reloads, and its two modes of
// operation, as a server or once.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exporter/cckm/manager.h"
#include "exporter/config/load.h"
#include "exporter/flags.h"
#include "exporter/metrics/exporter_metrics.h"
#include "exporter/reload_log.h"
#include "exporter/reloader.h"
#include "exporter/scrape/fleet.h"
#include "exporter/scrape_log.h"
#include "exporter/status/board.h"
#include "exporter/web/auth/basic_auth.h"
#include "exporter/web_config.h"

namespace cckm {

class Exporter {
 public:
  explicit Exporter(const Flags& flags);
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  // Reads the configuration files and, if they are valid, replaces the configuration in use.
  // Returns the problems; the configuration in use then stays. Does not use the network. Must not
  // be called concurrently.
  LoadProblems load();

  // Serves until SIGTERM or SIGINT and reloads at SIGHUP. Returns the exit code of the process.
  // Precondition: load() has succeeded.
  int serve();
  // Prints the page of one collection to standard output. Returns 0 if every manager was up,
  // else 1. Precondition: load() has succeeded.
  int once();

 private:
  using Managers = std::map<std::string, std::shared_ptr<Manager>>;  // by name

  Result<Managers> create_managers(const Settings& settings);
  Fleet create_fleet(const Settings& settings, const Managers& managers,
                     const Board::Places& places);
  void note(Place& place, const std::shared_ptr<const ManagerReport>& report);
  LoadProblems apply(const Settings& settings, const WebConfig::Read& web);

  bool has_changed() const;
  std::string reload();
  void reload_if_changed();
  void request_reload(const Reloader::Done& done);
  void note_workers(bool has_workers);
  bool listen(Server& server);

  const Flags flags_;
  Reloader reloader_;
  ExporterMetrics metrics_;
  ScrapeLog scrape_log_;
  std::atomic<bool> short_of_threads_ = false;
  Board board_;
  BasicAuth basic_auth_{BasicAuth::Table{}};
  WebConfig web_config_;
  // The following three are used by one thread at a time: by that of load().
  Managers managers_;                            // of the configuration in use
  std::map<std::string, std::size_t> contents_;  // digests of its files, by path
  ReloadLog reload_log_{metrics_};
  Fleets fleets_;
};

}  // namespace cckm
