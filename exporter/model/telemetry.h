// SPDX-License-Identifier: Apache-2.0
// Receives the events of one manager's client that metrics count. The client thus depends on no
// metrics library, and the metrics on no client.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "exporter/model/reason.h"

namespace cckm {

// Called concurrently from any thread.
class Telemetry {
 public:
  virtual ~Telemetry() = default;

  // Records that a request is sent to `endpoint`, a path template such as "/api/v1/.../{id}".
  // Exactly one request_finished() with the same endpoint must follow.
  virtual void request_started(std::string_view endpoint) = 0;
  // Records that a request in flight was sent again, on a new connection. It is still one request
  // for request_finished(): its duration and its failure count once.
  virtual void request_repeated(std::string_view endpoint) = 0;
  // Records the end of a request. `failure` is empty if the response was understood.
  virtual void request_finished(std::string_view endpoint, std::chrono::duration<double> took,
                                std::optional<Reason> failure) = 0;

  // Records a token request by `grant`, a label value such as "password". A read of the bearer
  // token file is one as well.
  virtual void token_requested(std::string_view grant) = 0;
  virtual void token_request_failed(Reason reason) = 0;
  // Records when the token in use expires, and when a rejected login is tried again; empty: never.
  virtual void token_expires_at(std::optional<std::chrono::system_clock::time_point> when) = 0;
  virtual void login_backoff_until(std::optional<std::chrono::system_clock::time_point> when) = 0;

  // Records when the certificates of the manager and of the exporter end; empty: unknown or none.
  virtual void server_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) = 0;
  virtual void client_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) = 0;
};

}  // namespace cckm
