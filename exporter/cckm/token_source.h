// SPDX-License-Identifier: Apache-2.0
// The interface through which a manager gets tokens and reports how CM responded to them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "exporter/http/client.h"
#include "exporter/model/deadline.h"
#include "exporter/model/result.h"
#include "exporter/model/secret.h"

namespace cckm {

// Sends a request over the caller's connection.
using Send = std::function<Result<HttpResponse>(const HttpRequest&, Deadline)>;

struct Token {
  Secret jwt;
  std::uint64_t generation = 0;        // differs between a token and the one that replaced it
  bool life_known = true;              // CM's response to the login had a usable `duration`
  bool after_revocation = false;       // it replaces one that CM refused before its end
  bool after_refresh_refusal = false;  // it was obtained because CM refused a refresh token
};

// Thread-safe.
class TokenSource {
 public:
  virtual ~TokenSource() = default;

  // Returns the token to send. Logs in through `send` where a login is due. Fails with kAuth,
  // kLoginBackoff, kTimeout, or the failure of `send`. Blocks until window.end at most.
  virtual Result<Token> get(const Send& send, Window window) = 0;

  // Records a response other than 401 to a request with `token`.
  virtual void accepted(const Token& token) = 0;

  // Records a 401 to a request with `token`, of the collection that began at `collection`. Returns
  // true if the token is given up: that counts as a refused login.
  virtual bool refused(const Token& token, Deadline collection) = 0;

  // Records a 401 to a request that was repeated with the new `token`. Returns the same.
  virtual bool refused_although_new(const Token& token, Deadline collection) = 0;

  // Returns every secret in use: tokens, and the secrets that obtain new ones.
  virtual std::vector<Secret> live_secrets() = 0;

  // Ends a login back-off, because a reload can have corrected the cause. Repeats to the telemetry
  // that there is no token, because another source can have set an expiry.
  virtual void begin_anew() = 0;
};

}  // namespace cckm
