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

// The longest time without a login after one that failed without a refusal.
inline constexpr std::chrono::seconds kLongestLoginWait{60};

struct LoginResult {
  // Fails with kAuth if `refused`, else like status_failure() and parse_token(). The failure has
  // the status.
  Result<TokenGrant> grant;
  bool refused = false;          // CM refused the credentials: more logins could lock the account
  std::chrono::seconds wait{0};  // before the next login, at most kLongestLoginWait
  CmError error = {};            // of a failed login, raw
};

// Thread-safe.
//
// 401 and 423 refuse the credentials. 400 and 403 do so only with CM's own JSON, because proxies
// and firewalls send them, too. Every other response refuses nothing.
//
// Two of the others have a wait. That of a 429 is its Retry-After. That of a JSON object without a
// usable token is kLongestLoginWait: if CM sent it, each login could open a session.
LoginResult read_login_response(const HttpResponse& response);

}  // namespace cckm
