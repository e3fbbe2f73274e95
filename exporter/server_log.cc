// SPDX-License-Identifier: Apache-2.0
// Nothing that a client sent is in any of these lines.
#include "exporter/server_log.h"

#include <utility>

#include "exporter/log/log.h"

namespace cckm {
namespace {

std::optional<std::uint64_t> now_through(RateLimit& seldom) {
  return seldom.let_through(std::chrono::steady_clock::now());
}

}  // namespace

std::optional<std::uint64_t> RateLimit::let_through(Time now) {
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

void ServerLog::answer_failed(const std::string& exception_type) {
  const auto count = now_through(failures_);
  if (!count) return;
  log::error("answered 500", {{"exception", exception_type}, {"count", std::to_string(*count)}});
}

void ServerLog::cannot_accept(const std::string& why) {
  if (!now_through(exhaustions_)) return;
  log::error("cannot accept connections", {{"detail", why}});
}

void ServerLog::user_refused() {
  const auto count = now_through(refusals_);
  if (!count) return;
  log::info("refused a user", {{"count", std::to_string(*count)}});
}

}  // namespace cckm
