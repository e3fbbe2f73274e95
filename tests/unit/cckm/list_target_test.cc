// SPDX-License-Identifier: Apache-2.0
// Requests for lists: their exact text, and that no other text is one.
#include "exporter/cckm/list_target.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

const Endpoint& kKeys = *find_endpoint("aws", "keys");

TEST_CASE("the request of each list has one exact form") {
  CHECK(runs_target(kKeys, 0, true) ==
        "/api/v1/cckm/aws/synchronization-jobs?skip=0&limit=100&sort=-createdAt");
  CHECK(runs_target(kKeys, 1200, false) ==
        "/api/v1/cckm/aws/synchronization-jobs?skip=1200&limit=100");
  CHECK(running_target(kKeys) ==
        "/api/v1/cckm/aws/synchronization-jobs?overall_status=in_progress&skip=0&limit=100");
  CHECK(containers_target(kKeys, 100) == "/api/v1/cckm/aws/kms?skip=100&limit=100");
  CHECK(schedules_target(7) ==
        "/api/v1/scheduler/job-configs?operation=cckm_synchronization&skip=7&limit=100");
}

TEST_CASE("the requests of all families are list targets") {
  for (const Endpoint& endpoint : endpoints()) {
    CAPTURE(endpoint.path);
    for (const std::size_t skip : {0UL, 1UL, 999'900UL, ~0UL}) {
      CHECK(is_list_target(runs_target(endpoint, skip, true)));
      CHECK(is_list_target(runs_target(endpoint, skip, false)));
      CHECK(is_list_target(containers_target(endpoint, skip)));
      CHECK(is_list_target(schedules_target(skip)));
    }
    CHECK(is_list_target(running_target(endpoint)));
  }
}

TEST_CASE("no part of a list target can be left out, changed or moved") {
  const std::string target =
      GENERATE(runs_target(kKeys, 10, true), runs_target(kKeys, 10, false), running_target(kKeys),
               containers_target(kKeys, 10), schedules_target(10));
  for (std::size_t length = 0; length < target.size(); ++length) {
    // Without `sort`, or with another number, it is a target again.
    const std::string shorter = target.substr(0, length);
    if (shorter == runs_target(kKeys, 10, false)) continue;
    CAPTURE(shorter);
    CHECK_FALSE(is_list_target(shorter));
  }
  for (const std::string more :
       {"&", "&x=1", "&limit=100", "&sort=createdAt", "#x", " ", "%20", "0", "/", "\r\n"}) {
    CAPTURE(target, more);
    CHECK_FALSE(is_list_target(target + more));
  }
}

TEST_CASE("no other text is a list target") {
  const std::string runs = "/api/v1/cckm/aws/synchronization-jobs";
  const std::string schedules = "/api/v1/scheduler/job-configs";
  for (const std::string& text : {
           // Another order of the parameters, or other parameters.
           runs + "?limit=100&skip=0",
           runs + "?sort=-createdAt&skip=0&limit=100",
           runs + "?skip=0&limit=100&sort=createdAt",
           runs + "?skip=0&limit=100&sort=-updatedAt",
           runs + "?skip=0&limit=100&skip=0&limit=100",
           runs + "?skip=0&limit=100&overall_status=in_progress",
           runs + "?overall_status=in_progress&skip=100&limit=100",
           runs + "?overall_status=failed&skip=0&limit=100",
           runs + "?kms=a&skip=0&limit=100",
           schedules + "?skip=0&limit=100",
           schedules + "?operation=database_backup&skip=0&limit=100",
           schedules + "?operation=cckm_synchronization&skip=0&limit=100&sort=-createdAt",
           // Another spelling of the number, or another number.
           runs + "?skip=00&limit=100",
           runs + "?skip=010&limit=100",
           runs + "?skip=-1&limit=100",
           runs + "?skip=+1&limit=100",
           runs + "?skip=1.0&limit=100",
           runs + "?skip=0x1&limit=100",
           runs + "?skip=&limit=100",
           runs + "?skip= 1&limit=100",
           runs + "?skip=18446744073709551616&limit=100",
           runs + "?skip=0&limit=1000",
           runs + "?skip=0&limit=-1",
           // Another spelling of the text.
           runs + "?skip%3D0&limit=100",
           runs + "?skip=%30&limit=100",
           runs + "?skip=0%26limit=100",
           runs + "?SKIP=0&limit=100",
           runs + "?skip=0;limit=100",
           runs + "?skip=0&amp;limit=100",
           runs + std::string("?skip=0\0&limit=100", 18),
           // Another path.
           runs + "/?skip=0&limit=100",
           runs + "//?skip=0&limit=100",
           "/" + runs + "?skip=0&limit=100",
           "https://cm" + runs + "?skip=0&limit=100",
           std::string("/api/v1/cckm/aws/keys?skip=0&limit=100"),
           std::string("/api/v1/cckm/aws/../aws/kms?skip=0&limit=100"),
           std::string("/api/v1/cckm/aws/kms?skip=0&limit=100&sort=-createdAt"),
           std::string("/api/v1/usermgmt/users?skip=0&limit=100"),
           std::string("/api/v1/scheduler/jobs?operation=cckm_synchronization&skip=0&limit=100"),
           std::string("?skip=0&limit=100"),
           std::string("skip=0"),
           std::string(),
       }) {
    CAPTURE(text);
    CHECK_FALSE(is_list_target(text));
  }
}

}  // namespace
}  // namespace cckm::test
