// SPDX-License-Identifier: Apache-2.0
// Finds families and their runs in progress.
#include "tests/simulator/families.h"

#include <algorithm>
#include <stdexcept>

namespace cckm::test {

Family& Families::of(const Endpoint& endpoint) {
  return families_.at(static_cast<std::size_t>(&endpoint - endpoints().data()));
}

Family& Families::of(std::string_view cloud, std::string_view resource) {
  const Endpoint* endpoint = find_endpoint(cloud, resource);
  if (endpoint == nullptr) throw std::out_of_range("no such family");
  return of(*endpoint);
}

RunHistory& Families::history_of(const Endpoint& endpoint) {
  Family& family = of(endpoint);
  return family.history ? *family.history : family.history.emplace();
}

bool Families::is_running(std::string_view cloud, Time now) {
  return std::any_of(endpoints().begin(), endpoints().end(), [&](const Endpoint& endpoint) {
    std::optional<RunHistory>& history = of(endpoint).history;
    return endpoint.cloud == cloud && history && !history->in_progress(now).empty();
  });
}

}  // namespace cckm::test
