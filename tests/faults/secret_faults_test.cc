// SPDX-License-Identifier: Apache-2.0
// Fault 66: CM sends secrets of the exporter.
#include "exporter/cckm/secret_spellings.h"
#include "tests/faults/canary.h"
#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("fault 66: CM sends secrets of the exporter in every kind of text") {
  FaultScene scene;
  scene.expect_clean();
  const auto scrape_with = [&](Fault fault) {
    fault.job_id = scene.job_id();
    scene.simulator.clear_faults();
    scene.simulator.set_fault(fault);
    return scene.scrape();
  };
  std::vector<std::string> secrets = scene.simulator.secrets();
  secrets.push_back(scene.password);
  for (const std::string& secret : secrets) {
    for (const std::string& form : forms_of(secret)) {
      const std::string text = in_json(form);
      const std::vector<Fault> faults = {
          {.body = JobBody{.id = text}.text()},
          {.body = JobBody{.overall_status = text}.text()},
          {.body = JobBody{.created = text}.text()},
          {.body = JobBody{.updated = text, .completed = text}.text()},
          {.body = JobBody{.regions = "{\"123456789012/eu-west-1\":" + text + "}"}.text()},
          {.body = JobBody{.more = std::string(text).append(":").append(text)}.text()},
          {.status = 500, .headers = {{"Server", form}, {"X-Error", form}}, .body = form},
          {.status = 302, .headers = {{"Location", "https://x/" + form}}},
          {.raw = "HTTP/1.1 500 " + form + "\r\nContent-Length: 0\r\n\r\n"},
          {.raw = "HTTP/1.1 200 OK\r\nContent-Encoding: " + form + "\r\n\r\n"},
          {.raw = form},
      };
      for (const Fault& fault : faults) scrape_with(fault);
    }
    // A label can contain a part of a secret, but never a whole one.
    for (const std::string& spelling : spellings_of(secret)) {
      const std::string text = in_json("my " + spelling + "!");
      const JobBody body{.regions = "{" + text + R"(:"success"})",
                         .more = R"("kms":[)" + text + "]"};
      const std::string page = scrape_with({.body = body.text()});
      CHECK(sample(page, "cckm_sync_region_success", {R"(key_container="<redacted>")"}) == 1.0);
    }
  }
  // This is the last one, because the exporter then does not read the job for a while.
  scrape_with(
      {.status = 429, .headers = {{"Retry-After", scene.password}}, .body = scene.password});
  scene.heal();
  scene.end();  // searches all pages and the log for secrets
}
