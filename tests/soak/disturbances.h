// SPDX-License-Identifier: Apache-2.0
// Disturbs the exporter while it is scraped: faults, reloads, bad requests, each with its period.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "tests/e2e/process.h"
#include "tests/soak/live_sets.h"
#include "tests/soak/upstream.h"
#include "tests/soak/violations.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Used by one thread only.
class Disturbances {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Disturbances(unsigned seed);

  // Return the exporter's first configuration and the jobs that pages are allowed to show.
  const std::string& config_file() const { return config_file_; }
  const LiveSets& live_sets() const { return live_sets_; }

  // Runs the disturbances that are due. Call it often. `reloaded_at`: the time of the last
  // successful reload, from a page.
  void run_due(const Process& exporter, const std::string& address, double reloaded_at,
               Violations& violations);

  struct Figures {
    std::uint64_t requests = 0;
    std::uint64_t logins = 0;
    std::uint64_t unexpected_requests = 0;
    std::map<std::string, std::size_t> faults;
    std::uint64_t reloads = 0;
    std::uint64_t password_rotations = 0;
    std::uint64_t restarts = 0;
    std::uint64_t revocations = 0;
    // Returns the most logins that expired and refused tokens can cause.
    double most_logins(std::chrono::duration<double> elapsed) const;
  };
  Figures figures() const;

 private:
  // Returns true once in every `period`.
  bool due(const char* what, std::chrono::milliseconds period);
  LiveSet live_set() const;
  void write_config() const;
  void begin_reload(const Process& exporter, double reloaded_at);
  void end_reload(double reloaded_at, Violations& violations);
  void restart();
  void rotate_a_password();
  Upstream& any_upstream();

  struct Reload {
    Clock::time_point begin;
    double reloaded_at;  // time of the reload before it
  };

  std::mt19937 random_;
  TemporaryFolder folder_;
  std::list<Upstream> upstreams_;
  std::string config_file_;
  LiveSets live_sets_;
  std::map<std::string, Clock::time_point> last_;
  std::optional<Reload> reload_;
  Figures counted_;
};

}  // namespace cckm::test
