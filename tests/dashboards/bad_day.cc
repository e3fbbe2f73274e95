// SPDX-License-Identifier: Apache-2.0
// Has one manager for each failure of a manager, and one job of `production` for each of a job.
#include "tests/dashboards/bad_day.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "tests/faults/job_body.h"
#include "tests/simulator/clock.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

std::string id_of(const Simulator& simulator, const std::string& name) {
  for (const auto& job : simulator.jobs()) {
    if (job.name == name) return job.id;
  }
  throw std::runtime_error("no job " + name);
}

// Returns CM's JSON of a run that has been in progress for six hours.
std::string endless_run(const std::string& id) {
  const std::string created = '"' + rfc3339(std::chrono::system_clock::now() - 6h) + '"';
  return JobBody{.id = '"' + id + '"',
                 .overall_status = R"("in_progress")",
                 .created = created,
                 .updated = created,
                 .completed = "",
                 .regions = "",
                 .more = ""}
      .text();
}

const Configuration& configured(Configuration& configuration, const Simulator& simulator) {
  configuration.add(simulator, {.name = "small", .names = {"documented-sample"}});
  return configuration;
}

}  // namespace

DeadPort::DeadPort() {
  using boost::asio::ip::tcp;
  port_.open(tcp::v4());
  port_.bind({boost::asio::ip::address_v4::loopback(), 0});
}

std::string DeadPort::address() const {
  return "127.0.0.1:" + std::to_string(port_.local_endpoint().port());
}

BadDay::BadDay()
    : first_(configure()),
      second_(pair_configuration_),
      third_(configured(small_configuration_, production_)),
      elsewhere_(small_configuration_) {
  set_faults();
}

std::string BadDay::configure() {
  auto& all = pair_configuration_;
  const std::vector<std::string> one = {"documented-sample"};
  all.add(production_, {.name = "production"});
  all.add(slow_, {.name = "slow", .names = {"documented-sample", "nightly-worldwide"}});
  all.add(refusing_, {.name = "refusing", .names = one});
  all.add(production_, {.name = "dead", .address = dead_.address(), .names = one});
  all.add(production_, {.name = "untrusted", .names = one});
  all.folder().write("untrusted-ca.pem", CertificateAuthority().pem());
  all.folder().write("token", production_.mint_token());
  all.add(production_, {.name = "minted", .auth = "bearer_token_file: token", .names = one});
  all.end_with("limits: {regions_per_job: 2}\n");
  return all.path();
}

void BadDay::set_faults() {
  const auto fault = [this](const char* job) {
    return Fault{.kind = CallKind::kJob, .job_id = id_of(production_, job)};
  };
  Fault no_job = fault("office-vaults");
  no_job.body = R"({"status": "ok"})";
  production_.set_fault(no_job);
  Fault gone = fault("dsm-domains");
  gone.status = 404;
  production_.set_fault(gone);
  Fault stuck = fault("branch-office");
  stuck.body = endless_run(stuck.job_id);
  production_.set_fault(stuck);
  slow_.set_fault(
      {.kind = CallKind::kJob, .job_id = id_of(slow_, "nightly-worldwide"), .delay = 1h});
}

std::map<std::string, std::vector<std::string>> BadDay::targets() const {
  return {{"cckm", {first_.address(), second_.address(), third_.address()}},
          {"elsewhere", {elsewhere_.address()}}};
}

void BadDay::break_more() {
  refusing_.set_password("changed");
  refusing_.revoke_tokens();
  refusing_.revoke_refresh_tokens();
  pair_configuration_.folder().write("exporter.yml", "managers: 1\n");
  second_.process().signal(SIGHUP);
  third_.stop();
  elsewhere_.stop();
}

}  // namespace cckm::test
