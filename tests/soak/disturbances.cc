// SPDX-License-Identifier: Apache-2.0
// Each disturbance has its own period, so that all combinations occur.
#include "tests/soak/disturbances.h"

#include <csignal>
#include <filesystem>

#include "tests/soak/bad_client.h"
#include "tests/soak/mixed_faults.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kReloadPatience{10};
constexpr std::chrono::seconds kDowntime{1};

}  // namespace

Disturbances::Disturbances(unsigned seed) : random_(seed), live_sets_({}) {
  upstreams_.emplace_back("tls", false);
  upstreams_.emplace_back("plain", true);
  for (const Upstream& upstream : upstreams_) upstream.write_files(folder_);
  config_file_ = (folder_.path() / "exporter.yml").string();
  write_config();
  live_sets_.announce(live_set());
  live_sets_.finish_reload();
}

void Disturbances::run_due(const Process& exporter, const std::string& address, double reloaded_at,
                           Violations& violations) {
  for (Upstream& upstream : upstreams_) upstream.strike_a_tenth(random_);
  if (due("bad request", 100ms)) send_bad_request(address, random_);
  if (due("region", 700ms)) any_upstream().fail_or_heal_a_region(random_);
  if (due("login fault", 7s)) any_upstream().strike_login(random_);
  if (due("password", 9s)) rotate_a_password();
  if (due("revocation", 5s)) {
    any_upstream().revoke_tokens();
    ++counted_.revocations;
  }
  restart();
  if (reload_) {
    end_reload(reloaded_at, violations);
  } else if (due("reload", 2s)) {
    begin_reload(exporter, reloaded_at);
  }
}

bool Disturbances::due(const char* what, std::chrono::milliseconds period) {
  const auto now = Clock::now();
  auto& last = last_.try_emplace(what, now).first->second;
  if (now - last < period) return false;
  last = now;
  return true;
}

LiveSet Disturbances::live_set() const {
  LiveSet set;
  for (const Upstream& upstream : upstreams_) upstream.add_live(set);
  return set;
}

void Disturbances::write_config() const {
  std::string yaml = "managers:\n";
  for (const Upstream& upstream : upstreams_) yaml += upstream.yaml();
  std::filesystem::rename(folder_.write("exporter.yml.new", yaml), config_file_);
}

void Disturbances::begin_reload(const Process& exporter, double reloaded_at) {
  for (Upstream& upstream : upstreams_) upstream.rotate_jobs(random_);
  write_config();
  live_sets_.announce(live_set());
  reload_ = Reload{Clock::now(), reloaded_at};
  exporter.signal(SIGHUP);
}

void Disturbances::end_reload(double reloaded_at, Violations& violations) {
  const bool taken = reloaded_at > reload_->reloaded_at;
  if (!taken && Clock::now() - reload_->begin < kReloadPatience) return;
  if (taken) {
    live_sets_.finish_reload();
    ++counted_.reloads;
  } else {
    violations.add("a reload did not end");
  }
  reload_.reset();
}

// Stops and starts the last upstream. It has plain HTTP: a new simulator has a new certificate.
void Disturbances::restart() {
  Upstream& upstream = upstreams_.back();
  if (upstream.is_running() && due("stop", 13s)) {
    upstream.stop();
    last_["start"] = Clock::now();
  } else if (!upstream.is_running() && due("start", kDowntime)) {
    upstream.start();
    last_["stop"] = Clock::now();
    ++counted_.restarts;
  }
}

void Disturbances::rotate_a_password() {
  Upstream& upstream = any_upstream();
  upstream.rotate_password(random_);
  upstream.write_files(folder_);
  ++counted_.password_rotations;
}

Upstream& Disturbances::any_upstream() {
  return random_() % 2 == 0 ? upstreams_.front() : upstreams_.back();
}

Disturbances::Figures Disturbances::figures() const {
  Figures figures = counted_;
  for (const Upstream& upstream : upstreams_) {
    const auto total = upstream.total();
    figures.requests += total.requests;
    figures.logins += total.logins;
    figures.unexpected_requests += total.unexpected;
    for (const auto& [kind, count] : upstream.faults_by_kind()) figures.faults[kind] += count;
  }
  return figures;
}

double Disturbances::Figures::most_logins(std::chrono::duration<double> elapsed) const {
  constexpr double kManagers = 2;
  constexpr double kGrants = 2;  // a refused refresh token and then the password
  // A token is renewed after four fifths of its lifetime.
  const double renewals = elapsed / (0.8 * std::chrono::duration<double>(Upstream::kTokenLife));
  auto refusals = static_cast<double>(password_rotations + restarts + revocations);
  for (const auto& [kind, count] : faults) {
    const bool costs_a_login = kind.starts_with(kLoginFault) || kind == kTokenRefused;
    if (costs_a_login) refusals += static_cast<double>(count);
  }
  return kManagers * (renewals + static_cast<double>(reloads)) + kGrants * refusals;
}

}  // namespace cckm::test
