// SPDX-License-Identifier: Apache-2.0
// The limits that the kernel reports.
#include "exporter/system/process_limits.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "exporter/metrics/process_metrics.h"
#include "tests/support/catch.h"

using namespace cckm;

namespace {

rlimit limit_of(decltype(RLIMIT_NOFILE) resource) {
  rlimit limit{};
  REQUIRE(::getrlimit(resource, &limit) == 0);
  return limit;
}

void set_soft_limit(rlim_t descriptors) {
  rlimit limit = limit_of(RLIMIT_NOFILE);
  limit.rlim_cur = descriptors;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

}  // namespace

TEST_CASE("memory dumps are forbidden, and open descriptors can still be counted") {
  forbid_memory_dumps();
  CHECK(limit_of(RLIMIT_CORE).rlim_cur == 0);
  CHECK(limit_of(RLIMIT_CORE).rlim_max == 0);
  CHECK(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
  bool counted = false;
  for (const auto& family : process_families()) {
    counted = counted || (family.name == "process_open_fds" && family.metric[0].gauge.value > 2);
  }
  CHECK(counted);
}

TEST_CASE("the descriptor limit is raised to the hard limit, and clients get a quarter of it") {
  const rlimit before = limit_of(RLIMIT_NOFILE);
  set_soft_limit(64);
  CHECK(client_connections() == 16);
  raise_descriptor_limit();
  CHECK(limit_of(RLIMIT_NOFILE).rlim_cur == std::min<rlim_t>(before.rlim_max, 65536));
  CHECK(client_connections() == std::min<std::size_t>(limit_of(RLIMIT_NOFILE).rlim_cur / 4, 1024));
  set_soft_limit(before.rlim_cur);
}

TEST_CASE("a descriptor limit is never lowered, and at least one client is permitted") {
  const rlimit before = limit_of(RLIMIT_NOFILE);
  set_soft_limit(3);
  CHECK(client_connections() == 1);
  set_soft_limit(before.rlim_max);
  raise_descriptor_limit();
  CHECK(limit_of(RLIMIT_NOFILE).rlim_cur == before.rlim_max);
  set_soft_limit(before.rlim_cur);
}
