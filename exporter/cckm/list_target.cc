// SPDX-License-Identifier: Apache-2.0
// A target is checked by making it again from its number.
#include "exporter/cckm/list_target.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cckm {
namespace {

constexpr std::string_view kSkip = "skip=";

std::string page_of(std::size_t skip) {
  return std::string(kSkip) + std::to_string(skip) + "&limit=" + std::to_string(kPageSize);
}

std::optional<std::size_t> skip_of(std::string_view target) {
  const auto at = target.find(kSkip);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = target.substr(at + kSkip.size());
  std::size_t skip = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), skip);
  return end.ec == std::errc() ? std::optional(skip) : std::nullopt;
}

}  // namespace

std::string runs_target(const Endpoint& endpoint, std::size_t skip, bool sorted) {
  return std::string(endpoint.path) + "?" + page_of(skip) + (sorted ? "&sort=-createdAt" : "");
}

std::string running_target(const Endpoint& endpoint) {
  return std::string(endpoint.path) + "?overall_status=in_progress&" + page_of(0);
}

std::string containers_target(const Endpoint& endpoint, std::size_t skip) {
  return std::string(endpoint.container_list) + "?" + page_of(skip);
}

std::string schedules_target(std::size_t skip) {
  return std::string(kSchedulesPath) + "?operation=cckm_synchronization&" + page_of(skip);
}

bool is_list_target(std::string_view target) {
  const auto skip = skip_of(target);
  if (!skip) return false;
  if (target == schedules_target(*skip)) return true;
  return std::ranges::any_of(endpoints(), [&](const Endpoint& endpoint) {
    return target == runs_target(endpoint, *skip, false) ||
           target == runs_target(endpoint, *skip, true) || target == running_target(endpoint) ||
           target == containers_target(endpoint, *skip);
  });
}

}  // namespace cckm
