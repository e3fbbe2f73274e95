// SPDX-License-Identifier: Apache-2.0
// A real Prometheus: what it scrapes, what rules it has, and what its API says.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

struct PrometheusChoice {
  std::map<std::string, std::vector<std::string>> targets;  // of each scrape job: HOST:PORT
  std::string interval = "1s";                              // of scrapes and of rules
  std::vector<std::string> rule_files = {};                 // absolute paths
  std::string alertmanager = {};                            // HOST:PORT; empty: none
};

// With a store and a free port of its own, and ready once it is constructed. What it refuses, and
// what does not come in time, is a std::runtime_error that holds what it said last.
class RunningPrometheus {
 public:
  explicit RunningPrometheus(const PrometheusChoice& choice);

  const std::string& address() const { return address_; }

  // What it holds for true now: series, each with `metric` and `value`.
  boost::json::array query(const std::string& expression) const;
  // The last minute of it: series, each with `metric` and `values`.
  boost::json::array query_range(const std::string& expression) const;
  // The values that a label has in the series of a selector.
  boost::json::array label_values(const std::string& label, const std::string& selector) const;
  // Member `data` of the answer to this GET of its API.
  boost::json::value get(const std::string& target) const;

  // The value of the only series of `expression`; waits until it is the only one.
  double value(const std::string& expression) const;

 private:
  TemporaryFolder folder_;
  Process process_;
  std::string address_;
};

}  // namespace cckm::test
