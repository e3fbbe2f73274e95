// SPDX-License-Identifier: Apache-2.0
// What the kernel says after we have asked.
#include "exporter/system/process_limits.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exporter/metrics/process_metrics.h"
#include "exporter/system/standard_error.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

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

TEST_CASE("fault 59: closed standard descriptors are not reused") {
  // Else a socket gets their numbers, and the log is written into it.
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int descriptor : {0, 1, 2}) ::close(descriptor);
    occupy_standard_descriptors();
    ::_exit(::dup(0));  // the lowest free number
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) > 2);
}

TEST_CASE("memory is dumped to nobody, and we can still count our descriptors") {
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

TEST_CASE("descriptors: as many as there may be, and a quarter of them for clients") {
  const rlimit before = limit_of(RLIMIT_NOFILE);
  set_soft_limit(64);
  CHECK(client_connections() == 16);
  raise_descriptor_limit();
  CHECK(limit_of(RLIMIT_NOFILE).rlim_cur == std::min<rlim_t>(before.rlim_max, 65536));
  CHECK(client_connections() == std::min<std::size_t>(limit_of(RLIMIT_NOFILE).rlim_cur / 4, 1024));
  set_soft_limit(before.rlim_cur);
}
