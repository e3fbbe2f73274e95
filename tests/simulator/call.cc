// SPDX-License-Identifier: Apache-2.0
// Recognises calls independently of the exporter's allow list, so that it catches errors there.
#include "tests/simulator/call.h"

#include <algorithm>
#include <cctype>

#include "tests/simulator/key_containers.h"

namespace cckm::test {
namespace {

constexpr std::string_view kTokens = "/api/v1/auth/tokens/";
constexpr std::string_view kSchedules = "/api/v1/scheduler/job-configs";
constexpr std::string_view kCckm = "/api/v1/cckm/";

bool is_id_character(unsigned char c) {
  return std::isalnum(c) != 0 || c == '-' || c == '_';
}

// Returns the id after `path` and a slash in `target`, or an empty text if there is no single id.
std::string_view id_below(std::string_view path, std::string_view target) {
  if (!target.starts_with(path)) return {};
  target.remove_prefix(path.size());
  if (!target.starts_with('/')) return {};
  target.remove_prefix(1);
  return std::all_of(target.begin(), target.end(), is_id_character) ? target : std::string_view{};
}

std::optional<Call> job_call(std::string_view target) {
  for (const Endpoint& endpoint : endpoints()) {
    const std::string_view id = id_below(endpoint.path, target);
    if (!id.empty())
      return Call{.kind = CallKind::kJob, .endpoint = &endpoint, .job_id = std::string(id)};
  }
  return std::nullopt;
}

std::optional<Call> list_call(std::string_view path) {
  for (const Endpoint& endpoint : endpoints())
    if (endpoint.path == path) return Call{.kind = CallKind::kList, .endpoint = &endpoint};
  if (path == kSchedules) return Call{.kind = CallKind::kSchedules};
  if (!path.starts_with(kCckm)) return std::nullopt;
  const std::string_view containers = path.substr(kCckm.size());
  if (std::find(kContainerPaths.begin(), kContainerPaths.end(), containers) ==
      kContainerPaths.end())
    return std::nullopt;
  return Call{.kind = CallKind::kContainers, .containers = std::string(containers)};
}

std::optional<Call> read_call(std::string_view target) {
  const auto mark = target.find('?');
  std::optional<Call> call = job_call(target);
  if (!call) call = list_call(target.substr(0, mark));
  if (!call) return std::nullopt;
  call->target = target;
  if (mark != std::string_view::npos) call->query = target.substr(mark + 1);
  return call;
}

}  // namespace

std::optional<Call> recognise(const Request& request) {
  if (request.method == "GET" && request.body.empty()) return read_call(request.target);
  const bool is_login = request.method == "POST" && request.target == kTokens &&
                        request.content_type.starts_with("application/json");
  return is_login ? std::optional(Call{.target = std::string(kTokens)}) : std::nullopt;
}

unsigned refusal_status(const Request& request) {
  const bool is_login = request.target == kTokens;
  if (!is_login && !read_call(request.target)) return 404;
  return request.method == (is_login ? "POST" : "GET") ? 400 : 405;
}

}  // namespace cckm::test
