// SPDX-License-Identifier: Apache-2.0
// Sorts the lines of a page by their label sync_job.
#include "tests/faults/facts.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace cckm::test {
namespace {

bool is_stable(std::string_view line) {
  constexpr std::array<std::string_view, 5> kFamilies = {"cckm_up{", "cckm_watched_job_info{",
                                                         "cckm_scrape_job_success{",
                                                         "cckm_scrape_job_error{", "cckm_sync_"};
  return std::any_of(kFamilies.begin(), kFamilies.end(),
                     [line](std::string_view family) { return line.starts_with(family); });
}

std::string job_in(const std::string& line) {
  constexpr std::string_view kLabel = "sync_job=\"";
  const auto label = line.find(kLabel);
  if (label == std::string::npos) return {};
  const auto begin = label + kLabel.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

}  // namespace

std::string stable_lines(const std::string& page) {
  std::string lines;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) {
    if (is_stable(line)) lines += line + '\n';
  }
  return lines;
}

Facts facts_of(const std::string& page) {
  Facts facts;
  std::istringstream in(stable_lines(page));
  for (std::string line; std::getline(in, line);) facts[job_in(line)] += line + '\n';
  return facts;
}

std::string unread(const std::string& manager, const std::string& job, const std::string& reason) {
  const std::string labels = "{manager=\"" + manager + "\",sync_job=\"" + job + "\"";
  return "cckm_watched_job_info" + labels + "} 1\ncckm_scrape_job_success" + labels +
         "} 0\ncckm_scrape_job_error" + labels + ",reason=\"" + reason + "\"} 1\n";
}

}  // namespace cckm::test
