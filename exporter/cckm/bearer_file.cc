// SPDX-License-Identifier: Apache-2.0
// When the file is read.
#include "exporter/cckm/bearer_file.h"

#include <chrono>
#include <utility>

#include "exporter/cckm/token_json.h"

namespace cckm {
namespace {

using WallClock = std::chrono::system_clock;

std::optional<WallClock::time_point> expiry_of(const Secret& jwt) {
  const auto expiry = jwt_expiry(jwt.reveal());
  return expiry ? std::optional(WallClock::time_point(std::chrono::seconds(*expiry)))
                : std::nullopt;
}

}  // namespace

BearerFile::BearerFile(const ManagerCredentials& credentials, std::shared_ptr<Telemetry> telemetry)
    : secret_(credentials.secret), telemetry_(std::move(telemetry)) {}

Result<Token> BearerFile::get(const Send& /*send*/, Window window) {
  const std::lock_guard lock(mutex_);
  if (window.begin > reading_.collection) reading_ = {.collection = window.begin};
  if (std::exchange(reading_.due, false)) reading_.failure = read();
  if (reading_.failure) return *reading_.failure;
  return *token_;
}

std::optional<Failure> BearerFile::read() {
  const auto secret = read_token(secret_);
  if (secret && token_ && token_->jwt == *secret) return std::nullopt;
  telemetry_->token_requested(kBearerFileGrant);
  if (!secret) {
    telemetry_->token_request_failed(secret.failure().reason);
    return secret.failure();
  }
  token_ = Token{.jwt = *secret, .generation = ++generation_};
  telemetry_->token_expires_at(expiry_of(*secret));
  return std::nullopt;
}

bool BearerFile::refused(const Token& token, Deadline /*collection*/) {
  const std::lock_guard lock(mutex_);
  const bool is_current = token_ && token_->generation == token.generation;
  if (is_current && !std::exchange(reading_.refused, true)) reading_.due = true;
  return false;
}

std::vector<Secret> BearerFile::live_secrets() {
  std::vector<Secret> secrets;
  {
    const std::lock_guard lock(mutex_);
    if (token_) secrets.push_back(token_->jwt);
  }
  if (const auto secret = read_secret(secret_)) secrets.push_back(*secret);
  return secrets;
}

void BearerFile::begin_anew() {
  const std::lock_guard lock(mutex_);
  telemetry_->login_backoff_until(std::nullopt);
  if (!token_) telemetry_->token_expires_at(std::nullopt);
}

}  // namespace cckm
