// SPDX-License-Identifier: Apache-2.0
// Matches a request against the token endpoint, the paths of the jobs and the lists.
#include "exporter/cckm/allow_list.h"

#include <algorithm>

#include "exporter/cckm/list_target.h"
#include "exporter/model/job_id.h"

namespace cckm {
namespace {

bool is_job(std::string_view target) {
  const auto slash = target.rfind('/');
  if (slash == std::string_view::npos || !is_job_id(target.substr(slash + 1))) return false;
  const auto all = endpoints();
  return std::any_of(all.begin(), all.end(), [&](const Endpoint& endpoint) {
    return endpoint.path == target.substr(0, slash);
  });
}

}  // namespace

bool may_send(const HttpRequest& request) {
  switch (request.method) {
    case HttpRequest::Method::kPost:
      return request.target == kTokenPath;
    case HttpRequest::Method::kGet:
      return is_job(request.target) || is_list_target(request.target);
  }
  return false;
}

}  // namespace cckm
