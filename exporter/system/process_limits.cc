// SPDX-License-Identifier: Apache-2.0
// Calls setrlimit and prctl. If the kernel refuses, the exporter runs with the limits it has.
#include "exporter/system/process_limits.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

namespace cckm {
namespace {

constexpr rlim_t kMaxDescriptors = 65536;
constexpr std::size_t kMaxClients = 1024;

}  // namespace

void forbid_memory_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, kMaxDescriptors));
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t client_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMaxClients;
  return std::clamp<std::size_t>(limit.rlim_cur / 4, 1, kMaxClients);
}

}  // namespace cckm
