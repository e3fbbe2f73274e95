// SPDX-License-Identifier: Apache-2.0
// Requests that are allowed, and requests that are not.
#include "exporter/cckm/allow_list.h"

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

TEST_CASE("no other request is permitted") {
  for (const std::string target :
       {"/api/v1/auth/tokens/", "/api/v1/cckm/aws/synchronization-jobs",
        "/api/v1/cckm/aws/synchronization-jobs/", "/api/v1/cckm/aws/keys/1", "", "/"}) {
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
