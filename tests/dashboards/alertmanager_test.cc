// SPDX-License-Identifier: Apache-2.0
// Tests dashboards/alertmanager.yml: the routes of alerts by amtool, and the inhibition of alerts
// by a real Alertmanager.
#include <boost/json.hpp>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/dashboards/alertmanager.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/http_get.h"
#include "tests/e2e/process.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace json = boost::json;

const std::string kConfig = CCKM_SOURCE "/dashboards/alertmanager.yml";

// Runs amtool and returns its output. Checks that it exits with 0.
std::string amtool(const std::vector<std::string>& arguments) {
  std::vector<std::string> line = {chosen_program("CCKM_AMTOOL", AMTOOL)};
  line.insert(line.end(), arguments.begin(), arguments.end());
  Process process(line);
  const int exit_code = process.wait();
  CAPTURE(arguments, process.output());
  CHECK(exit_code == 0);
  return process.output();
}

struct Alert {
  std::string name;
  std::string job;
  std::string manager;
  std::string sync_job;
  std::string instance;

  bool operator==(const Alert&) const = default;
  bool operator<(const Alert& other) const {
    return std::tie(name, job, manager, sync_job, instance) <
           std::tie(other.name, other.job, other.manager, other.sync_job, other.instance);
  }
};

std::ostream& operator<<(std::ostream& out, const Alert& alert) {
  return out << alert.name << "{" << alert.job << "," << alert.manager << "," << alert.sync_job
             << "," << alert.instance << "}";
}

using Alerts = std::set<Alert>;

json::object labels_of(const Alert& alert) {
  return {{"alertname", alert.name},
          {"job", alert.job},
          {"manager", alert.manager},
          {"sync_job", alert.sync_job},
          {"instance", alert.instance}};
}

std::string label(const json::value& labels, const char* name) {
  const json::value* value = labels.as_object().if_contains(name);
  return value == nullptr ? "" : std::string(value->as_string());
}

void fire(const RunningAlertmanager& alertmanager, const Alerts& alerts) {
  json::array array;
  for (const Alert& alert : alerts) array.emplace_back(json::object{{"labels", labels_of(alert)}});
  const std::string body = json::serialize(array);
  const std::string response =
      raw_exchange(alertmanager.address(),
                   "POST /api/v2/alerts HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                   "Content-Type: application/json\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body);
  REQUIRE(response.starts_with("HTTP/1.1 200"));
}

// Returns the firing alerts with this state: "suppressed" (inhibited by another alert) or "active".
Alerts alerts_in(const RunningAlertmanager& alertmanager, const std::string& state) {
  Alerts found;
  for (const json::value& alert : alertmanager.alerts()) {
    const json::value& labels = alert.at("labels");
    if (alert.at("status").at("state").as_string() != state) continue;
    found.insert({label(labels, "alertname"), label(labels, "job"), label(labels, "manager"),
                  label(labels, "sync_job"), label(labels, "instance")});
  }
  return found;
}

void check_inhibited(const Alerts& inhibited, const Alerts& active) {
  const RunningAlertmanager alertmanager;
  fire(alertmanager, inhibited);
  fire(alertmanager, active);
  // Alertmanager processes alerts one after another.
  eventually([&] { return alerts_in(alertmanager, "suppressed").size() >= inhibited.size(); });
  CHECK(alerts_in(alertmanager, "suppressed") == inhibited);
  CHECK(alerts_in(alertmanager, "active") == active);
}

}  // namespace

TEST_CASE("amtool accepts the configuration", "[alertmanager]") {
  CHECK(amtool({"check-config", kConfig}).find("SUCCESS") != std::string::npos);
}

TEST_CASE("each severity goes to its own receiver", "[alertmanager]") {
  const auto [severity, receiver] = GENERATE(table<std::string, std::string>({
      {"critical", "pager"},
      {"warning", "tickets"},
      {"info", "quiet"},
      {"an unknown severity", "tickets"},
  }));
  amtool({"config", "routes", "test", "--config.file=" + kConfig, "--verify.receivers=" + receiver,
          "alertname=CckmSyncJobFailed", "severity=" + severity});
}

TEST_CASE("CckmExporterDown inhibits the other alerts of its scrape job", "[alertmanager]") {
  check_inhibited({{"CckmManagerUnreachable", "cckm", "production"},
                   {"CckmSyncJobNoSuccess", "cckm", "production", "nightly-eu"},
                   {"CckmSyncRegionFailed", "cckm", "staging", "nightly-eu"},
                   {"CckmConfigNotReloaded", "cckm"}},
                  {{"CckmExporterDown", "cckm"},
                   {"CckmSyncJobFailed", "cckm-us", "production", "nightly-us"},
                   {"NodeDown", "cckm"}});
}

TEST_CASE("CckmExporterReplicaDown inhibits the alert about what this exporter cannot read",
          "[alertmanager]") {
  check_inhibited({{"CckmReplicaBlind", "cckm", "production", "", "a:10877"}},
                  {{"CckmExporterReplicaDown", "cckm", "", "", "a:10877"},
                   {"CckmReplicaBlind", "cckm", "production", "", "b:10877"}});
}

TEST_CASE("an alert that no job of a manager can be read inhibits the alerts of its jobs",
          "[alertmanager]") {
  const std::string cause = GENERATE("CckmManagerBlind", "CckmManagerUnreachable",
                                     "CckmCredentialsRefused", "CckmTlsErrors");
  check_inhibited({{"CckmJobUnreadable", "cckm", "production", "nightly-eu"},
                   {"CckmSchemaErrors", "cckm", "production"},
                   {"CckmSyncJobFailed", "cckm", "production", "nightly-eu"},
                   {"CckmSyncJobNoSuccess", "cckm", "production", "nightly-eu"},
                   {"CckmSyncRegionFailed", "cckm", "production", "nightly-eu"},
                   {"CckmRegionsUnmentioned", "cckm", "production", "nightly-eu"},
                   {"CckmRegionsDropped", "cckm", "production", "nightly-eu"},
                   {"CckmScheduleMissed", "cckm", "production"},
                   {"CckmDiscoveryFailing", "cckm", "production"}},
                  {{cause, "cckm", "production"},
                   {"CckmTokenExpiring", "cckm", "production"},
                   {"CckmSyncJobFailed", "cckm", "staging", "nightly-eu"}});
}

TEST_CASE("a manager of which no job can be read has one active critical alert", "[alertmanager]") {
  SECTION("with a known cause") {
    const std::string cause = GENERATE("CckmCredentialsRefused", "CckmTlsErrors");
    check_inhibited({{"CckmManagerBlind", "cckm", "production"},
                     {"CckmManagerUnreachable", "cckm", "production"}},
                    {{cause, "cckm", "production"}, {"CckmManagerBlind", "cckm", "laboratory"}});
  }
  SECTION("with another cause") {
    check_inhibited({{"CckmManagerUnreachable", "cckm", "production"}},
                    {{"CckmManagerBlind", "cckm", "production"},
                     {"CckmManagerUnreachable", "cckm", "laboratory"}});
  }
}

TEST_CASE("CckmNothingOffered inhibits the alerts of the manager's families", "[alertmanager]") {
  check_inhibited(
      {{"CckmFamilyNotOffered", "cckm", "production"}},
      {{"CckmNothingOffered", "cckm", "production"}, {"CckmFamilyNotOffered", "cckm", "staging"}});
}

TEST_CASE("CckmSyncJobFailed inhibits the alerts of its regions", "[alertmanager]") {
  check_inhibited({{"CckmSyncRegionFailed", "cckm", "production", "nightly-eu"}},
                  {{"CckmSyncJobFailed", "cckm", "production", "nightly-eu"},
                   {"CckmSyncRegionFailed", "cckm", "production", "nightly-us"},
                   {"CckmSyncRegionFailed", "cckm", "staging", "nightly-eu"}});
}

TEST_CASE("CckmSyncJobNoSuccess inhibits CckmSyncJobLate of the same job", "[alertmanager]") {
  check_inhibited({{"CckmSyncJobLate", "cckm", "production", "nightly-eu"}},
                  {{"CckmSyncJobNoSuccess", "cckm", "production", "nightly-eu"},
                   {"CckmSyncJobLate", "cckm", "production", "nightly-us"}});
}
