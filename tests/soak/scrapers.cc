// SPDX-License-Identifier: Apache-2.0
// Checks that each page is in time, is well-formed, and shows exactly the live jobs.
#include "tests/soak/scrapers.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include "tests/e2e/http_get.h"
#include "tests/support/exposition_parser.h"

namespace cckm::test {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr double kDeadlines[] = {0.4, 0.6, 1, 2};  // s
constexpr double kOffset = 0.5;                    // s; the exporter's default timeout offset
constexpr double kMostLate = 0.2;                  // s

// Returns the value of a label in `name{label="value"}`, or an empty text.
std::string label(const std::string& series, const std::string& name) {
  const auto begin = series.find(name + "=\"");
  if (begin == std::string::npos) return {};
  const auto value = begin + name.size() + 2;
  return series.substr(value, series.find('"', value) - value);
}

std::string job_of(const std::string& series) {
  return label(series, "manager") + "/" + label(series, "sync_job");
}

struct Shown {
  LiveSet jobs;
  LiveSet read;
  LiveSet with_data;
};

Shown shown_by(const Exposition& page) {
  Shown shown;
  for (const auto& [series, value] : page.samples) {
    if (series.starts_with("cckm_sync_")) shown.with_data.insert(job_of(series));
    if (!series.starts_with("cckm_scrape_job_success{")) continue;
    shown.jobs.insert(job_of(series));
    if (value == 1) shown.read.insert(job_of(series));
  }
  return shown;
}

}  // namespace

Scrapers::Scrapers(std::string address, const LiveSets& live_sets, Violations& violations)
    : address_(std::move(address)), live_sets_(live_sets), violations_(violations) {
  for (const double deadline : kDeadlines) {
    running_.push_back(std::async(std::launch::async, [this, deadline] { scrape_on(deadline); }));
  }
}

Scrapers::~Scrapers() {
  stopping_ = true;
}

bool Scrapers::stop(std::chrono::seconds patience) {
  stopping_ = true;
  const auto until = SteadyClock::now() + patience;
  return std::all_of(running_.begin(), running_.end(), [&](const auto& scraper) {
    return scraper.wait_until(until) == std::future_status::ready;
  });
}

Scrapers::Figures Scrapers::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

void Scrapers::scrape_on(double deadline) {
  constexpr std::chrono::milliseconds kPause{100};  // after a failed scrape
  while (!stopping_) {
    try {
      scrape(deadline);
    } catch (const std::exception& error) {
      violations_.add(std::string("a scrape failed: ") + error.what());
      std::this_thread::sleep_for(kPause);
    }
  }
}

void Scrapers::scrape(double deadline) {
  const std::size_t oldest = live_sets_.oldest();
  const auto begin = SteadyClock::now();
  const HttpReply reply =
      http_get(address_, "/metrics",
               {{"X-Prometheus-Scrape-Timeout-Seconds", std::to_string(deadline + kOffset)}});
  const double took = Seconds(SteadyClock::now() - begin).count();
  {
    const std::lock_guard lock(mutex_);
    figures_.seconds.push_back(took);
    figures_.latest = std::max(figures_.latest, took - deadline);
  }
  if (took > deadline + kMostLate)
    violations_.add("a page arrived more than 200 ms after its deadline");
  if (reply.result_int() != 200) {
    violations_.add("the status of a scrape is " + std::to_string(reply.result_int()));
    return;
  }
  check(reply.body(), oldest);
}

void Scrapers::check(const std::string& page, std::size_t oldest) {
  const Exposition exposition = parse_exposition(page);
  for (const std::string& problem : exposition.problems) violations_.add("page: " + problem);
  const Shown shown = shown_by(exposition);
  if (!live_sets_.can_show(shown.jobs, oldest))
    violations_.add("a page does not show the live jobs");
  if (shown.with_data != shown.read) violations_.add("a page has data of jobs that were not read");
  const auto value = [&](const char* metric) {
    const auto found = exposition.samples.find(metric);
    return found == exposition.samples.end() ? 0 : found->second;
  };
  if (value("cckm_exporter_config_last_reload_successful") != 1) {
    violations_.add("a reload did not succeed");
  }
  const double descriptors = value("process_open_fds");
  if (descriptors == 0) violations_.add("a page has no number of open descriptors");
  open_descriptors_ = descriptors;
  const std::lock_guard lock(mutex_);
  reloaded_at_ = std::max(reloaded_at_.load(),
                          value("cckm_exporter_config_last_reload_success_timestamp_seconds"));
  figures_.jobs_read += shown.read.size();
  figures_.jobs_failed += shown.jobs.size() - shown.read.size();
  figures_.most_series = std::max(figures_.most_series, exposition.samples.size());
}

}  // namespace cckm::test
