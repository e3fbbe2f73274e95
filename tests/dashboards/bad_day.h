// SPDX-License-Identifier: Apache-2.0
// A bad day: every failure that the rules and dashboards show happens at once, to real exporters
// that a Prometheus scrapes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/scene.h"

namespace cckm::test {

// Reserves a port on which nothing listens.
class DeadPort {
 public:
  DeadPort();
  std::string address() const;  // HOST:PORT

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor port_{context_};
};

// Scrape job `cckm` has two exporters with failing managers, and a third one that stops. Scrape job
// `elsewhere` has only one exporter, which stops.
class BadDay {
 public:
  // Starts all exporters and sets the faults that exist from the beginning.
  BadDay();

  // Returns the addresses of the exporters by scrape job.
  std::map<std::string, std::vector<std::string>> targets() const;

  // Adds the failures of things that worked before: two exporters stop, one reloads an invalid
  // configuration, and the manager `refusing` changes its password.
  void break_more();

 private:
  std::string configure();
  void set_faults();

  Simulator production_;  // all its sample jobs
  Simulator slow_;
  Simulator refusing_;
  DeadPort dead_;
  Configuration pair_configuration_;
  Configuration small_configuration_;
  RunningExporter first_;
  RunningExporter second_;
  RunningExporter third_;
  RunningExporter elsewhere_;
};

}  // namespace cckm::test
