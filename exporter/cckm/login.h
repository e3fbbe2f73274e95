// SPDX-License-Identifier: Apache-2.0
// The requests that ask CM for a token, and what its answers mean.
#pragma once

#include <functional>

#include "exporter/cckm/token_json.h"
#include "exporter/config/settings.h"
#include "exporter/http/client.h"

namespace cckm {

// Sends a request over whichever connection the caller has.
using Send = std::function<Result<HttpResponse>(const HttpRequest&, Deadline)>;

// `secret` is the password or the refresh token.
HttpRequest password_login(const PasswordAuth& auth, const std::string& secret);
HttpRequest refresh_login(const std::string& secret);

struct LoginAnswer {
  Result<TokenGrant> grant;
  // True if CM itself said no, or gave no usable token: asking again at once could lock the account
  // or pile up sessions. False where the request or the service failed.
  bool refused = false;
  std::chrono::seconds retry_after{0};  // what a 429 asked for
};

LoginAnswer log_in(const HttpRequest& request, const Send& send, Deadline deadline);

}  // namespace cckm
