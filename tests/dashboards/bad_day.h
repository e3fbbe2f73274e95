// SPDX-License-Identifier: Apache-2.0
// A bad day: every failure that the rules and dashboards show happens at once, to real exporters
// that a Prometheus scrapes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/dashboards/bad_lists.h"
#include "tests/e2e/prometheus.h"
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

// Scrape job `cckm` has a pair of exporters with failing managers, a third one that stops, and
// `straggler_`, which reads an old run and another set of managers. Scrape job `elsewhere` has only
// one exporter, which stops. Scrape job `renamed` has one exporter and no honor_labels. Prometheus
// 3 converts the histograms of this job. Scrape job `lists` has the exporter of BadLists, without
// honor_labels, too.
class BadDay {
 public:
  // Starts all exporters and sets the faults that exist from the beginning.
  BadDay();

  // Returns the scrape jobs. Nearly every target has labels with the names of the exporter's own.
  // Their values begin with `kHostile`, so they must not be in any result.
  std::map<std::string, ScrapeJob> scrape_jobs() const;
  static constexpr const char* kHostile = "hostile-";

  // Adds the failures of things that worked before: two exporters stop, one reloads an invalid
  // configuration, the web configuration of one breaks, one removes a manager, the manager
  // `refusing` changes its password, and a run takes an hour.
  void break_more();

 private:
  std::string configure_pair();
  std::vector<std::string> configure_web();
  std::string configure_small();
  std::string configure_straggler(bool with_removed);
  std::string configure_clouds();
  void set_faults();

  Simulator production_;  // all its sample jobs
  Simulator slow_;
  Simulator refusing_;
  Simulator brief_;   // its tokens and its certificate expire soon
  Simulator clouds_;  // regions of AWS and Azure fail
  DeadPort dead_;
  Configuration pair_configuration_;
  Configuration small_configuration_;
  Configuration straggler_configuration_;
  Configuration clouds_configuration_;
  RunningExporter first_;
  RunningExporter second_;
  RunningExporter third_;
  RunningExporter straggler_;
  RunningExporter elsewhere_;
  RunningExporter renamed_;
  BadLists lists_;
};

}  // namespace cckm::test
