// SPDX-License-Identifier: Apache-2.0
// The lines of the server's events. None of them holds anything that a client sent.
#include "exporter/server_log.h"

#include <utility>

#include "exporter/log/log.h"

namespace cckm {
namespace {

std::optional<std::uint64_t> permit_now(RateLimit& limit) {
  return limit.permit(std::chrono::steady_clock::now());
}

}  // namespace

std::optional<std::uint64_t> RateLimit::permit(Time now) {
  const std::lock_guard lock(mutex_);
  ++events_;
  if (last_ && now - *last_ < interval_) return std::nullopt;
  last_ = now;
  return std::exchange(events_, 0);
}

void ServerLog::connection_closed(Closed why) {
  metrics_.connection_closed(closed_name(why));
  log::debug("connection closed", {{"why", std::string(closed_name(why))}});
}

void ServerLog::response_failed(const std::string& exception_type) {
  const auto count = permit_now(failures_);
  if (!count) return;
  log::error("request answered with status 500 after an exception",
             {{"exception", exception_type}, {"count", std::to_string(*count)}});
}

void ServerLog::accept_failed(const std::string& error) {
  if (!permit_now(accept_errors_)) return;
  log::error("cannot accept connections", {{"detail", error}});
}

void ServerLog::login_rejected() {
  const auto count = permit_now(rejections_);
  if (!count) return;
  log::info("request rejected: no valid user name and password",
            {{"count", std::to_string(*count)}});
}

}  // namespace cckm
