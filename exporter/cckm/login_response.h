// SPDX-License-Identifier: Apache-2.0
// Interprets the response to a login: a token, CM's refusal, or a response of something in CM's
// place.
#pragma once

#include <chrono>

#include "exporter/cckm/cm_response.h"
#include "exporter/cckm/token_json.h"
#include "exporter/http/exchange.h"
#include "exporter/model/result.h"

namespace cckm {

// The longest time without a login because of a 429.
inline constexpr std::chrono::seconds kLongestLoginWait{60};

struct LoginResult {
  // Fails with kAuth if `refused`, else like status_failure() or parse_token(). The failure has the
  // status.
  Result<TokenGrant> grant;
  // CM refused the credentials, or sent no usable token. Repeating the login soon could lock the
  // account or pile up sessions.
  bool refused = false;
  std::chrono::seconds wait{0};  // of a 429: its Retry-After, at most kLongestLoginWait
  CmError error = {};            // of a failed login, raw
};

// Thread-safe.
//
// 401 and 423 refuse the credentials. 400 and 403 do so only with CM's own JSON, because proxies
// and firewalls send them, too. So does a 200 with a JSON object without a usable token. Every
// other response says nothing about the credentials.
LoginResult read_login_response(const HttpResponse& response);

}  // namespace cckm
