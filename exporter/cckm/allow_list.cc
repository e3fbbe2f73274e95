// SPDX-License-Identifier: Apache-2.0
// Matches a request against the token endpoint and the paths of the jobs.
#include "exporter/cckm/allow_list.h"

#include <algorithm>

namespace cckm {
namespace {

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

bool is_job(std::string_view target) {
  const auto slash = target.rfind('/');
  if (slash == std::string_view::npos || !is_id(target.substr(slash + 1))) return false;
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
      return is_job(request.target);
  }
  return false;
}

}  // namespace cckm
