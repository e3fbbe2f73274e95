// SPDX-License-Identifier: Apache-2.0
// Runs a real Prometheus with given targets and rules, and queries its API.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

struct ScrapeTarget {
  std::string address;                             // HOST:PORT
  std::map<std::string, std::string> labels = {};  // in addition to `job` and `instance`
};

struct ScrapeJob {
  std::vector<ScrapeTarget> targets;
  bool honor_labels = false;       // a label of the page wins over one of the target
  bool native_histograms = false;  // stores each histogram of the page as one series
  std::string extra = {};          // further lines, indented by four spaces
};

struct PrometheusChoice {
  std::map<std::string, ScrapeJob> jobs;     // by `job_name`
  std::string interval = "1s";               // of scrapes and of rules
  std::vector<std::string> rule_files = {};  // absolute paths
  std::string alertmanager = {};             // HOST:PORT; empty: none
  std::vector<std::string> flags = {};
};

// A Prometheus with its own store and a free port, ready after construction. Functions throw
// std::runtime_error if Prometheus rejects a request or does not get ready in time.
class RunningPrometheus {
 public:
  // Returns true if this version of Prometheus has `native_histograms` of a ScrapeJob.
  static bool converts_histograms();

  explicit RunningPrometheus(const PrometheusChoice& choice);

  const std::string& address() const { return address_; }
  pid_t process() const { return process_.id(); }
  // The folder of its blocks. It loads a new block within a minute.
  std::filesystem::path store() const { return folder_.path() / "data"; }

  // Returns the current result of a query: series, each with `metric` and `value`.
  boost::json::array query(const std::string& expression) const;
  // Returns the results of the last minute: series, each with `metric` and `values`.
  boost::json::array query_range(const std::string& expression) const;
  // Returns the values of a label in the series of a selector.
  boost::json::array label_values(const std::string& label, const std::string& selector) const;
  // Returns the text of the response to a GET. Throws also if the status is not 200.
  std::string text(const std::string& target) const;
  // Sends a GET to the API and returns member `data` of the response.
  boost::json::value get(const std::string& target) const;

  // Blocks until `expression` has exactly one series, and returns its value.
  double value(const std::string& expression) const;

 private:
  TemporaryFolder folder_;
  Process process_;
  std::string address_;
};

// Returns a text as a part of a URL's query.
std::string percent_encoded(const std::string& text);

}  // namespace cckm::test
