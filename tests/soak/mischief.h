// SPDX-License-Identifier: Apache-2.0
// All that happens to the exporter while it is scraped, each thing in its rhythm.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "tests/e2e/process.h"
#include "tests/soak/complaints.h"
#include "tests/soak/live_sets.h"
#include "tests/soak/upstream.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Used by one thread only.
class Mischief {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Mischief(unsigned seed);

  // The configuration that the exporter is to start with, and what pages may show.
  const std::string& config_file() const { return config_file_; }
  const LiveSets& live_sets() const { return live_sets_; }

  // Does what is due. To be called often. `reloaded_at`: the newest time of a successful reload
  // that a page told of.
  void go_on(const Process& exporter, const std::string& address, double reloaded_at,
             Complaints& complaints);

  struct Figures {
    std::uint64_t requests = 0;
    std::uint64_t logins = 0;
    std::uint64_t unexpected_requests = 0;
    std::map<std::string, std::size_t> faults;
    std::uint64_t reloads = 0;
    std::uint64_t password_rotations = 0;
    std::uint64_t restarts = 0;
    std::uint64_t revocations = 0;
    // What tokens ending and being refused explain.
    double most_logins(std::chrono::duration<double> elapsed) const;
  };
  Figures figures() const;

 private:
  // True once in every `period`.
  bool due(const char* what, std::chrono::milliseconds period);
  LiveSet live_set() const;
  void write_config() const;
  void begin_reload(const Process& exporter, double reloaded_at);
  void end_reload(double reloaded_at, Complaints& complaints);
  void restart();
  void rotate_a_password();
  Upstream& any_upstream();

  struct Reload {
    Clock::time_point begin;
    double reloaded_at;  // before it
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
