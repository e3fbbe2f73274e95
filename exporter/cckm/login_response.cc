// SPDX-License-Identifier: Apache-2.0
// Maps statuses and bodies to results.
#include "exporter/cckm/login_response.h"

#include <algorithm>

#include "exporter/http/status.h"

namespace cckm {
namespace {

bool is_refusal(const HttpResponse& response) {
  const int status = response.status;
  const bool ambiguous = status == 400 || status == 403;
  return status == 401 || status == 423 || (ambiguous && is_from_cm(response));
}

LoginResult refusal(const HttpResponse& response) {
  return {.grant = Failure{Reason::kAuth, "refused", response.status},
          .refused = true,
          .error = cm_error(response)};
}

LoginResult failed(const HttpResponse& response, Failure failure) {
  const bool limited = response.status == 429;
  return {.grant = std::move(failure),
          .wait = limited ? std::min(retry_after(response), kLongestLoginWait)
                          : std::chrono::seconds(0),
          .error = cm_error(response)};
}

LoginResult granted(const HttpResponse& response) {
  auto grant = parse_token(response.body);
  if (grant) return {.grant = std::move(grant)};
  Failure failure = grant.failure();
  failure.status = response.status;
  const bool no_token = failure.reason == Reason::kAuth;
  return {.grant = std::move(failure),
          .wait = no_token ? kLongestLoginWait : std::chrono::seconds(0),
          .error = cm_error(response)};
}

}  // namespace

LoginResult read_login_response(const HttpResponse& response) {
  if (is_refusal(response)) return refusal(response);
  if (auto failure = status_failure(response.status)) return failed(response, *std::move(failure));
  return granted(response);
}

}  // namespace cckm
