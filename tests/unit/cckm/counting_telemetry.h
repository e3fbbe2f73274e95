// SPDX-License-Identifier: Apache-2.0
// A telemetry that counts requests for tokens and keeps the last expiry, back-off and ends of
// certificates.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "exporter/model/telemetry.h"

namespace cckm::test {

class CountingTelemetry final : public Telemetry {
 public:
  void request_started(std::string_view) override { ++started; }
  void request_repeated(std::string_view) override { ++repeated; }
  void request_finished(std::string_view, std::chrono::duration<double>,
                        std::optional<Reason>) override {}
  void token_requested(std::string_view grant) override {
    const std::lock_guard lock(mutex_);
    ++requested_[std::string(grant)];
  }
  void token_request_failed(Reason) override { ++failed; }
  void token_expires_at(std::optional<std::chrono::system_clock::time_point> when) override {
    expiry_known = when.has_value();
  }
  void login_backoff_until(std::optional<std::chrono::system_clock::time_point> when) override {
    backing_off = when.has_value();
  }

  void server_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) override {
    const std::lock_guard lock(mutex_);
    server_certificate_end_ = when;
  }
  void client_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) override {
    const std::lock_guard lock(mutex_);
    client_certificate_end_ = when;
  }

  std::optional<std::chrono::sys_seconds> server_certificate_end() {
    const std::lock_guard lock(mutex_);
    return server_certificate_end_;
  }
  std::optional<std::chrono::sys_seconds> client_certificate_end() {
    const std::lock_guard lock(mutex_);
    return client_certificate_end_;
  }
  int passwords() { return requested("password"); }
  int refreshes() { return requested("refresh_token"); }
  int files() { return requested("bearer_file"); }

  std::atomic<int> started = 0;   // requests
  std::atomic<int> repeated = 0;  // requests
  std::atomic<int> failed = 0;
  std::atomic<bool> expiry_known = false;
  std::atomic<bool> backing_off = false;

 private:
  int requested(const std::string& grant) {
    const std::lock_guard lock(mutex_);
    return requested_[grant];
  }

  std::mutex mutex_;  // guards all below
  std::map<std::string, int> requested_;
  std::optional<std::chrono::sys_seconds> server_certificate_end_;
  std::optional<std::chrono::sys_seconds> client_certificate_end_;
};

}  // namespace cckm::test
