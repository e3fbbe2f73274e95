// SPDX-License-Identifier: Apache-2.0
// A simulated CM of the soak, with its configured jobs, its faults and its restarts.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/simulator/simulator.h"
#include "tests/soak/live_sets.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Prefix of the kinds of faults that strike a login.
inline constexpr const char* kLoginFault = "login: ";

// Used by one thread only.
class Upstream {
 public:
  using Random = std::mt19937;

  static constexpr std::chrono::seconds kTokenLife{3};

  Upstream(std::string name, bool plain_http);

  // Return its manager in the exporter's configuration, write the files that it names, and add its
  // configured jobs to a set.
  std::string yaml() const;
  void write_files(const TemporaryFolder& folder) const;
  void add_live(LiveSet& set) const;

  // Replaces one configured job by another one.
  void rotate_jobs(Random& random);
  // Changes the password. Write the files afterwards, else CM refuses the exporter's logins.
  void rotate_password(Random& random);
  void fail_or_heal_a_region(Random& random);

  // Sets faults for job requests or connections, one for ten requests since the last call.
  void strike_a_tenth(Random& random);
  // Sets a fault for the next login.
  void strike_login(Random& random);
  void revoke_tokens();

  // Stops the simulator, or starts a new one on the same port. It has no tokens and no faults.
  void stop();
  void start();
  bool is_running() const { return simulator_ != nullptr; }

  // Counts of the simulator and of those before it.
  struct Totals {
    std::uint64_t requests = 0;
    std::uint64_t logins = 0;
    std::uint64_t unexpected = 0;  // requests that the exporter must never send
  };
  Totals total() const;
  std::uint64_t faults() const;
  const std::map<std::string, std::size_t>& faults_by_kind() const { return struck_; }

 private:
  void strike(Random& random, std::optional<CallKind> kind);

  const std::string name_;
  SimulatorOptions options_;
  std::unique_ptr<Simulator> simulator_;
  Totals former_;  // of earlier simulators
  std::vector<JobRef> in_;
  std::vector<JobRef> out_;
  std::map<std::string, std::size_t> struck_;
  std::uint64_t requests_seen_ = 0;
  double owed_ = 0;  // faults to set
};

}  // namespace cckm::test
