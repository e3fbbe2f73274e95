// SPDX-License-Identifier: Apache-2.0
// Draws all faults and changes from a random generator, so that a seed repeats them.
#include "tests/soak/upstream.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "tests/simulator/sample_jobs.h"
#include "tests/soak/mixed_faults.h"

namespace cckm::test {
namespace {

constexpr std::size_t kSpareJobs = 60;
constexpr std::size_t kLiveJobs = 40;
constexpr double kFaultShare = 0.1;

std::size_t any_below(std::size_t end, Upstream::Random& random) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
}

// Replaces a file atomically, so that a reader gets the old file or the new one.
void replace(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::filesystem::rename(folder.write(name + ".new", text), folder.path() / name);
}

}  // namespace

Upstream::Upstream(std::string name, bool plain_http) : name_(std::move(name)) {
  options_.token_life = kTokenLife;
  options_.plain_http = plain_http;
  options_.extra_jobs = kSpareJobs;
  simulator_ = std::make_unique<Simulator>(options_);
  options_.listen = simulator_->url().substr(simulator_->url().rfind('/') + 1);
  in_ = simulator_->jobs();
  out_.assign(in_.begin() + kLiveJobs, in_.end());
  in_.resize(kLiveJobs);
}

std::string Upstream::yaml() const {
  const bool plain = options_.plain_http;
  std::ostringstream yaml;
  yaml << "  - name: " << name_ << "\n    url: " << (plain ? "http://" : "https://")
       << options_.listen << "\n    timeout: 300ms\n"
       << (plain ? "    allow_plain_http: true\n"
                 : "    tls_config: {ca_file: " + name_ +
                       "-ca.pem, server_name: web.keysecure.local}\n")
       << "    auth: {username: cckm-exporter, password_file: " << name_
       << "-password}\n    jobs:\n";
  for (const JobRef& job : in_) {
    yaml << "      - {id: " << job.id << ", name: " << job.name << ", cloud: " << job.cloud
         << ", resource: " << job.resource << "}\n";
  }
  return yaml.str();
}

void Upstream::write_files(const TemporaryFolder& folder) const {
  replace(folder, name_ + "-password", options_.password);
  if (simulator_) replace(folder, name_ + "-ca.pem", simulator_->ca_pem());
}

void Upstream::add_live(LiveSet& set) const {
  for (const JobRef& job : in_) set.insert(name_ + "/" + job.name);
}

void Upstream::rotate_jobs(Random& random) {
  std::swap(in_[any_below(in_.size(), random)], out_[any_below(out_.size(), random)]);
}

void Upstream::rotate_password(Random& random) {
  options_.password = "soak-password-" + std::to_string(random());
  if (simulator_) simulator_->set_password(options_.password);
}

void Upstream::fail_or_heal_a_region(Random& random) {
  if (!simulator_) return;
  const std::string& job = in_[any_below(in_.size(), random)].id;
  if (random() % 2 == 0) {
    simulator_->fail_region(job, "us-east-1");
  } else {
    simulator_->heal_region(job, "us-east-1");
  }
}

void Upstream::strike_a_tenth(Random& random) {
  const std::uint64_t now = total().requests;
  owed_ += kFaultShare * static_cast<double>(now - requests_seen_);
  requests_seen_ = now;
  while (owed_ >= 1) {
    strike(random, std::nullopt);
    --owed_;
  }
}

void Upstream::strike_login(Random& random) {
  strike(random, CallKind::kToken);
}

void Upstream::strike(Random& random, std::optional<CallKind> kind) {
  if (!simulator_) return;
  const auto faults = mixed_faults();
  NamedFault chosen = faults[any_below(faults.size(), random)];
  chosen.fault.kind = kind.value_or(CallKind::kJob);
  chosen.fault.times = 1;
  ++struck_[kind ? kLoginFault + chosen.kind : chosen.kind];
  simulator_->set_fault(std::move(chosen.fault));
}

void Upstream::revoke_tokens() {
  if (simulator_) simulator_->revoke_tokens();
}

void Upstream::stop() {
  former_ = total();
  simulator_.reset();
}

void Upstream::start() {
  simulator_ = std::make_unique<Simulator>(options_);
}

std::uint64_t Upstream::faults() const {
  std::uint64_t sum = 0;
  for (const auto& [kind, count] : struck_) sum += count;
  return sum;
}

Upstream::Totals Upstream::total() const {
  Totals total = former_;
  if (!simulator_) return total;
  const Stats stats = simulator_->stats();
  total.requests += stats.requests;
  total.logins += stats.token_requests.password + stats.token_requests.refresh_token;
  total.unexpected += stats.forbidden_requests();
  return total;
}

}  // namespace cckm::test
