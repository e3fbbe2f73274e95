// SPDX-License-Identifier: Apache-2.0
// A day on which everything happens that the rules and the dashboards know of, all at once, to
// real exporters that a Prometheus scrapes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/scene.h"

namespace cckm::test {

// A port that is taken and where nobody listens.
class DeadPort {
 public:
  DeadPort();
  std::string address() const;  // HOST:PORT

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor port_{context_};
};

// Scrape job `cckm` has a pair of exporters with managers in every kind of trouble, and a third one
// that ends; `elsewhere` has only one that ends.
class BadDay {
 public:
  // In the morning everybody is still up, and nobody's password is refused yet.
  BadDay();

  // By scrape job: where its exporters are.
  std::map<std::string, std::vector<std::string>> targets() const;

  // What can only go wrong once it has been seen well: two exporters end, one is given a bad
  // configuration, and the manager `refusing` changes its password.
  void get_worse();

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
