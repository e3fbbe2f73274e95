// SPDX-License-Identifier: Apache-2.0
// What happens while we talk to one manager, told to whoever counts it. Keeps the talking and the
// counting apart: the client knows no metrics library, the metrics know no client.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "exporter/model/enum_names.h"
#include "exporter/model/reason.h"

namespace cckm {

enum class Grant { kPassword, kRefreshToken, kBearerFile };
inline constexpr EnumNames<Grant::kBearerFile> kGrantNames{"password", "refresh_token",
                                                           "bearer_file"};

// All calls may come from any thread at any time.
class Telemetry {
 public:
  virtual ~Telemetry() = default;

  // A request leaves for `endpoint`, a path template such as "/api/v1/.../{id}". Each call is
  // followed by exactly one request_finished of the same endpoint.
  virtual void request_started(std::string_view endpoint) = 0;
  // `failure` is empty where the answer was understood.
  virtual void request_finished(std::string_view endpoint, std::chrono::duration<double> took,
                                std::optional<Reason> failure) = 0;

  // A token is asked for by `grant`; for kBearerFile, its file is read.
  virtual void token_requested(Grant grant) = 0;
  virtual void token_request_failed(Reason reason) = 0;
  // When the token in use ends and when a refused login will be tried again; empty: none is known.
  virtual void token_expires_at(std::optional<std::chrono::system_clock::time_point> when) = 0;
  virtual void login_backoff_until(std::optional<std::chrono::system_clock::time_point> when) = 0;
};

}  // namespace cckm
