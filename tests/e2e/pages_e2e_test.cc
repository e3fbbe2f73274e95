// SPDX-License-Identifier: Apache-2.0
// The pages for people of the whole program. tests/pages looks at them in a browser.
#include <csignal>
#include <fstream>
#include <string>

#include "exporter/cckm/secret_spellings.h"
#include "exporter/config/load.h"
#include "exporter/model/ascii.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

const std::string kPassword = "simulated-password";
const std::vector<std::string> kPages = {"/",       "/?state=failed", "/jobs/cm/nightly-worldwide",
                                         "/config", "/runbooks",      "/style.css"};

}  // namespace

TEST_CASE("the pages show the last scrape, and send no request to CM") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const RunningExporter exporter(configuration);
  CHECK_THAT(exporter.get("/").body(), ContainsSubstring("No collection has run yet"));
  CHECK(exporter.get("/jobs/cm/nightly-worldwide").result_int() == 404);
  CHECK(simulator.stats().requests == 0);
  exporter.scrape();
  const auto before = simulator.stats().requests;
  for (const std::string& page : kPages) {
    CAPTURE(page);
    const auto reply = exporter.get(page);
    CHECK(reply.result_int() == 200);
    CHECK(reply["Content-Security-Policy"] ==
          "default-src 'none'; style-src 'self'; img-src 'self'");
  }
  CHECK_THAT(exporter.get("/").body(), ContainsSubstring("href=\"jobs/cm/nightly-worldwide\""));
  CHECK_THAT(exporter.get("/jobs/cm/nightly-worldwide").body(), ContainsSubstring("eu-west-1"));
  CHECK(simulator.stats().requests == before);
}

TEST_CASE("a manager that is down is on the status page, in plain words") {
  Simulator simulator;
  simulator.set_fault({.kind = CallKind::kToken, .status = 401});
  Configuration configuration;
  configuration.add(simulator, {.names = {"nightly-worldwide"}});
  const RunningExporter exporter(configuration);
  exporter.scrape();
  const std::string html = exporter.get("/").body();
  CHECK_THAT(html, ContainsSubstring("<b>D</b> Down"));
  CHECK_THAT(html, ContainsSubstring("The login was rejected"));
  CHECK_THAT(exporter.get("/jobs/cm/nightly-worldwide").body(),
             ContainsSubstring("<td role=\"cell\" data-label=\"HTTP status\">401</td>"));
}

TEST_CASE("the configuration on the page is valid input again, and starts the same exporter") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.discover = "all"});
  const RunningExporter exporter(configuration);
  const std::string yaml = exporter.get("/config").body();
  const TemporaryFolder elsewhere;
  const RunningExporter again(elsewhere.write("exporter.yml", yaml));
  CHECK(sample(again.scrape(), "cckm_up") == 1.0);
  CHECK(again.get("/config").body() == yaml);
}

TEST_CASE("no page has a password in any spelling") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.auth = "username: cckm-exporter, password: " + kPassword});
  const RunningExporter exporter(configuration);
  exporter.scrape();
  CHECK_THAT(exporter.get("/config").body(), ContainsSubstring("password: \"<secret>\""));
  for (const std::string& page : kPages) {
    const std::string text = to_lower(exporter.get(page).body());
    for (const std::string& spelling : spellings_of(kPassword)) {
      CAPTURE(page, spelling);
      CHECK(text.find(to_lower(spelling)) == std::string::npos);
    }
  }
}

TEST_CASE("a reload removes the jobs and managers that are gone") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.name = "stays", .names = {"documented-sample"}});
  configuration.add(simulator, {.name = "changes", .names = {"nightly-worldwide"}});
  configuration.add(simulator, {.name = "goes", .names = {"documented-sample"}});
  const RunningExporter exporter(configuration, {"--web.enable-lifecycle"});
  exporter.scrape();
  CHECK_THAT(exporter.get("/").body(), ContainsSubstring("jobs/goes/documented-sample"));
  configuration.begin_anew();
  configuration.add(simulator, {.name = "stays", .names = {"documented-sample"}});
  configuration.add(simulator, {.name = "changes", .names = {"documented-sample"}});
  static_cast<void>(configuration.path());
  CHECK(http_request("POST", exporter.address(), "/-/reload").result_int() == 200);
  const std::string html = exporter.get("/").body();
  CHECK_THAT(html, ContainsSubstring("jobs/stays/documented-sample"));
  CHECK(html.find("nightly-worldwide") == std::string::npos);
  CHECK(html.find("goes") == std::string::npos);
  CHECK_THAT(html, ContainsSubstring("No collection</span>"));
}

TEST_CASE("a password of the pages protects the pages for people, too") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  const std::string web = configuration.folder().write(
      "web.yml",
      "basic_auth_users: {a: $2y$04$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234}\n");
  const RunningExporter exporter(configuration, {"--web.config.file", web});
  for (const std::string& page : kPages) {
    CAPTURE(page);
    CHECK(exporter.get(page).result_int() == 401);
  }
}
