// SPDX-License-Identifier: Apache-2.0
// A simulated CM of the soak: which of its jobs are read, what strikes it, and how it goes away and
// comes back.
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

// Before the kinds of faults that strike a login.
inline constexpr const char* kLoginFault = "login: ";

// Used by one thread only.
class Upstream {
 public:
  using Random = std::mt19937;

  static constexpr std::chrono::seconds kTokenLife{3};

  Upstream(std::string name, bool plain_http);

  // Its manager in the exporter's configuration, with the files that it names.
  std::string yaml() const;
  void write_files(const TemporaryFolder& folder) const;
  void add_live(LiveSet& set) const;

  // One job goes out of the configuration and another one comes in.
  void rotate_jobs(Random& random);
  // The password changes; the file is to be written after it, for else it would be refused.
  void rotate_password(Random& random);
  void fail_or_heal_a_region(Random& random);

  // Sets as many faults for job requests or connections as make a tenth of the requests since the
  // last call.
  void strike_a_tenth(Random& random);
  // The next login meets a fault.
  void strike_login(Random& random);
  void revoke_tokens();

  // Stops listening, or listens again on the same port: without its tokens and faults.
  void go_away();
  void come_back();
  bool is_there() const { return simulator_ != nullptr; }

  // Of all its lives.
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
  Totals former_;  // of the lives before this one
  std::vector<JobRef> in_;
  std::vector<JobRef> out_;
  std::map<std::string, std::size_t> struck_;
  std::uint64_t requests_seen_ = 0;
  double owed_ = 0;  // faults
};

}  // namespace cckm::test
