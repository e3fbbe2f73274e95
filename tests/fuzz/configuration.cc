// SPDX-License-Identifier: Apache-2.0
// Fuzzes the YAML configuration. Accepted settings must be complete, and problems of the others
// must not contain the secret.
#include <algorithm>
#include <set>
#include <string>

#include "exporter/config/load.h"
#include "exporter/config/url.h"
#include "exporter/model/ascii.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

// The seeds have this secret in every place where a user could write one.
constexpr std::string_view kSecret = "s3cr3t";

void check_job_settings(const JobSettings& job) {
  require(!job.id.empty() && job.id.size() <= 128, "a job has an id");
  require(!job.name.empty() && job.name.size() <= 128, "a job has a name");
  require(job.endpoint != nullptr, "a job has an endpoint");
}

template <typename Things, typename Member>
void check_unique(const Things& things, Member member, const char* claim) {
  std::set<std::string> seen;
  for (const auto& thing : things) require(seen.insert(thing.*member).second, claim);
}

void check_manager(const ManagerSettings& manager) {
  require(!manager.name.empty() && manager.name.size() <= 128, "a manager has a name");
  require(is_host(manager.url.host) && manager.url.port != 0, "a manager has an address");
  require(manager.timeout >= 100ms && manager.timeout <= 5min, "a timeout is in its range");
  require(manager.max_concurrency >= 1 && manager.max_concurrency <= 256,
          "the concurrency is in its range");
  require(manager.tls.cert_file.empty() == manager.tls.key_file.empty(), "a certificate has a key");
  for (const std::string& text : manager.success_texts) {
    require(!text.empty(), "a success text is not empty");
  }
  for (const auto& [error, text] : manager.failure_texts) {
    require(!text.empty(), "a failure text is not empty");
    require(is_from_words(error), "a failure text has a class that follows from words");
  }
  require(!manager.jobs.empty(), "a manager has a job");
  for (const JobSettings& job : manager.jobs) check_job_settings(job);
  std::set<std::string> ids;
  for (const JobSettings& job : manager.jobs) {
    require(ids.insert(to_lower(job.id)).second, "ids are unique, without case");
  }
  check_unique(manager.jobs, &JobSettings::name, "names of jobs are unique");
}

void check(const Settings& settings) {
  require(!settings.managers.empty(), "a configuration has a manager");
  for (const ManagerSettings& manager : settings.managers) check_manager(manager);
  check_unique(settings.managers, &ManagerSettings::name, "names of managers are unique");
  require(settings.regions_per_job >= 1 && settings.regions_per_job <= 100000,
          "the limit of regions is in its range");
  const ScrapeTimeouts& timeouts = settings.scrape_timeouts;
  require(timeouts.without_header >= 100ms && timeouts.without_header <= timeouts.longest &&
              timeouts.longest <= 10min,
          "the timeouts of scrapes are in their range");
}

bool is_control_character(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
}

void check(const Problem& problem, bool can_name_secret) {
  const std::string text = problem.to_string();
  require(std::none_of(text.begin(), text.end(), is_control_character),
          "a problem is one line of text");
  require(can_name_secret || text.find(kSecret) == std::string::npos, "no secret is shown");
  require(!problem.message.empty(), "a problem has a message");
  require(problem.line >= 0 && problem.column >= 0, "a problem has a position");
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_configuration(std::string_view yaml) {
  const Loaded loaded = parse_settings(yaml, "/nonexistent/exporter.yml");
  // Problems show no value but names of files.
  const bool names_files = yaml.find("_file") != std::string_view::npos;
  for (const auto* problems : {&loaded.errors, &loaded.warnings}) {
    for (const Problem& problem : *problems) check(problem, names_files);
  }
  if (loaded.ok()) check(loaded.settings);
}
