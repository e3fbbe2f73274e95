// SPDX-License-Identifier: Apache-2.0
// Requests that are allowed, and requests that are not.
#include "exporter/cckm/allow_list.h"

#include <string>
#include <vector>

#include "exporter/cckm/list_target.h"
#include "tests/support/catch.h"

using namespace cckm;

namespace {

const std::string kJob = "/api/v1/cckm/aws/synchronization-jobs/1";

bool may_get(const std::string& target) {
  return may_send({.method = HttpRequest::Method::kGet, .target = target});
}
bool may_post(const std::string& target) {
  return may_send({.method = HttpRequest::Method::kPost, .target = target});
}

}  // namespace

TEST_CASE("logins and the jobs of all families are permitted") {
  CHECK(may_post("/api/v1/auth/tokens/"));
  for (const Endpoint& endpoint : endpoints()) {
    CAPTURE(endpoint.path);
    CHECK(may_get(std::string(endpoint.path) + "/afef70ff-311e-46c1-8ead-e1999e8c6d46"));
  }
}

TEST_CASE("the lists of all families and of the schedules are permitted, to be read only") {
  std::vector<std::string> targets = {schedules_target(100)};
  for (const Endpoint& endpoint : endpoints()) {
    targets.push_back(runs_target(endpoint, 0, true));
    targets.push_back(runs_target(endpoint, 300, false));
    targets.push_back(running_target(endpoint));
    targets.push_back(containers_target(endpoint, 100));
  }
  for (const std::string& target : targets) {
    CAPTURE(target);
    CHECK(may_get(target));
    CHECK_FALSE(may_post(target));
    for (const std::string more : {"&id=1", "#x", "0", " ", "%26x=1", "\r\n"}) {
      CHECK_FALSE(may_get(target + more));
    }
  }
}

TEST_CASE("no other request is permitted") {
  for (const std::string target :
       {"/api/v1/auth/tokens/", "/api/v1/cckm/aws/synchronization-jobs",
        "/api/v1/cckm/aws/synchronization-jobs/", "/api/v1/cckm/aws/synchronization-jobs?skip=0",
        "/api/v1/cckm/aws/kms", "/api/v1/scheduler/job-configs",
        "/api/v1/scheduler/job-configs?skip=0&limit=100", "/api/v1/cckm/aws/keys/1", "", "/"}) {
    CAPTURE(target);
    CHECK_FALSE(may_get(target));
  }
  for (const std::string more : {"/cancel", "?x=1", "#x", "%2F", "/..", " ", "\r\n"}) {
    CAPTURE(more);
    CHECK_FALSE(may_get(kJob + more));
  }
  for (const std::string& target :
       {kJob, std::string("/api/v1/auth/tokens"), std::string("/api/v1/auth/tokens/../keys"),
        std::string("/api/v1/auth/tokens/?x=1")}) {
    CAPTURE(target);
    CHECK_FALSE(may_post(target));
  }
}
