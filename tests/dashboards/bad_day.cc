// SPDX-License-Identifier: Apache-2.0
// Has one manager for each failure of a manager, and one job of `production` for each of a job.
#include "tests/dashboards/bad_day.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "tests/faults/job_body.h"
#include "tests/simulator/appliance.h"
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

// Returns CM's JSON of a successful run that ended now. `regions` are the requested ones; the run
// has an entry only for eu-west-1.
std::string ended_run(const std::string& id, std::chrono::seconds took,
                      const std::string& regions) {
  const auto now = std::chrono::system_clock::now();
  const std::string completed = '"' + rfc3339(now) + '"';
  return JobBody{.id = '"' + id + '"',
                 .created = '"' + rfc3339(now - took) + '"',
                 .updated = completed,
                 .completed = completed,
                 .more = R"("kms":["kms"],"regions":)" + regions}
      .text();
}

// Returns a label for each name. Its value must not reach an alert or a panel.
std::map<std::string, std::string> hostile(const std::vector<std::string>& names) {
  std::map<std::string, std::string> labels;
  for (const auto& name : names) labels[name] = BadDay::kHostile + name;
  return labels;
}

// Returns a target like a pod of Kubernetes on a node of a cloud.
ScrapeTarget hostile_target(const std::string& address) {
  return {address, hostile({"region", "account", "cloud", "container", "endpoint", "namespace",
                            "pod", "service", "node", "host", "zone"})};
}

// Returns targets that have a label for each label name of the exporter. Each target is another pod
// on another node.
std::vector<ScrapeTarget> hostile_pods(const std::vector<std::string>& addresses) {
  std::vector<ScrapeTarget> targets;
  for (const auto& address : addresses) {
    ScrapeTarget target = hostile_target(address);
    target.labels.merge(hostile({"status", "reason", "manager", "sync_job"}));
    for (const char* name : {"pod", "node"}) {
      target.labels[name] += '-' + std::to_string(targets.size());
    }
    targets.push_back(target);
  }
  return targets;
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
    : brief_({.token_life = 15s, .certificate = {.ends = 7 * 24h}}),
      first_(configure_pair()),
      second_(pair_configuration_, configure_web()),
      third_(configure_small()),
      straggler_(configure_straggler(true)),
      elsewhere_(small_configuration_),
      renamed_(configure_clouds()) {
  set_faults();
}

std::string BadDay::configure_pair() {
  auto& all = pair_configuration_;
  const std::vector<std::string> one = {"documented-sample"};
  all.add(production_, {.name = "production"});
  all.add(slow_, {.name = "slow", .names = {"documented-sample", "nightly-worldwide"}});
  const std::string aws = "[{cloud: aws}]";
  all.add(refusing_, {.name = "refusing", .discover = aws, .names = one});
  all.add(production_, {.name = "dead", .address = dead_.address(), .names = one});
  all.add(production_, {.name = "untrusted", .discover = aws, .names = one});
  all.folder().write("untrusted-ca.pem", CertificateAuthority().pem());
  all.folder().write("token", production_.mint_token());
  all.add(production_, {.name = "minted", .auth = "bearer_token_file: token", .names = one});
  all.folder().write("brief-token", brief_.mint_token());
  all.add(brief_, {.name = "brief", .auth = "bearer_token_file: brief-token", .names = one});
  all.end_with("limits: {regions_per_job: 2}\n");
  return all.path();
}

std::vector<std::string> BadDay::configure_web() {
  return {"--web.config.file",
          pair_configuration_.folder().write("web.yml", "http_server_config: {http2: true}\n")};
}

// The exporters of this configuration stop, so Prometheus loses its schedule and its runs. The
// newest run hangs.
std::string BadDay::configure_small() {
  production_.change([](Appliance& cm) {
    const Endpoint& oci = *find_endpoint("oci", "keys");
    const SyncPlan plan = {.endpoint = &oci, .containers = {"vault"}, .keys = {"vault"}};
    cm.families.of(oci).history = RunHistory(
        regular_runs({.count = 10, .newest = cm.now() - 1h, .plans = {plan}, .hanging = {9}}));
    cm.scheduler.add({.name = "hourly", .run_at = "0 * * * *", .plans = {plan}}, cm.now());
  });
  auto& small = small_configuration_;
  small.add(production_,
            {.name = "small", .discover = "[{cloud: oci}]", .names = {"documented-sample"}});
  return small.path();
}

// The straggler cannot reach `slow`. It has the id of an old run as nightly-worldwide.
std::string BadDay::configure_straggler(bool with_removed) {
  auto& all = straggler_configuration_;
  all.begin_anew();
  if (with_removed) all.add(production_, {.name = "removed", .names = {"documented-sample"}});
  all.add(slow_, {.name = "slow", .address = dead_.address(), .names = {"documented-sample"}});
  all.add(production_, {.name = "production", .names = {"hourly-europe"}});
  all.end_with("      - {id: " + id_of(production_, "documented-sample") +
               ", name: nightly-worldwide, cloud: aws, resource: keys}\n");
  return all.path();
}

std::string BadDay::configure_clouds() {
  auto& all = clouds_configuration_;
  const Credential client = clouds_.authority().issue({});
  all.folder().write("client.pem", client.certificate_pem);
  all.folder().write("client.key", client.key_pem);
  all.add(clouds_, {.name = "clouds",
                    .tls = ", cert_file: client.pem, key_file: client.key",
                    .names = {"nightly-worldwide", "office-vaults", "documented-sample"}});
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
  clouds_.fail_region(id_of(clouds_, "office-vaults"), "hr-vault");
  const std::string half = id_of(clouds_, "documented-sample");
  clouds_.set_fault({.kind = CallKind::kJob,
                     .job_id = half,
                     .body = ended_run(half, 10s, R"(["eu-west-1","us-east-1"])")});
}

std::map<std::string, ScrapeJob> BadDay::scrape_jobs() const {
  const std::vector<std::string> pods = {first_.address(), second_.address(), third_.address(),
                                         straggler_.address()};
  return {{"cckm", {.targets = hostile_pods(pods), .honor_labels = true}},
          {"elsewhere", {.targets = {{elsewhere_.address()}}}},
          {"renamed",
           {.targets = {hostile_target(renamed_.address())},
            .native_histograms = RunningPrometheus::converts_histograms()}},
          {"lists", {.targets = {hostile_target(lists_.address())}}}};
}

void BadDay::break_more() {
  refusing_.set_password("changed");
  refusing_.revoke_tokens();
  refusing_.revoke_refresh_tokens();
  pair_configuration_.folder().write("exporter.yml", "managers: 1\n");
  second_.process().signal(SIGHUP);
  pair_configuration_.folder().write("web.yml", "users: 1\n");
  const std::string id = id_of(slow_, "documented-sample");
  slow_.set_fault(
      {.kind = CallKind::kJob, .job_id = id, .body = ended_run(id, 1h, R"(["eu-west-1"])")});
  configure_straggler(false);
  straggler_.process().signal(SIGHUP);
  lists_.break_more();
  third_.stop();
  elsewhere_.stop();
}

}  // namespace cckm::test
