// SPDX-License-Identifier: Apache-2.0
// Gets tokens from a file that another program keeps fresh.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "exporter/cckm/credentials.h"
#include "exporter/cckm/token_source.h"
#include "exporter/model/telemetry.h"

namespace cckm {

// Reads the file once in each collection, that is for all windows with the same begin, and once
// more after a 401 to its token. Never gives a token up: only the other program can replace it.
class BearerFile final : public TokenSource {
 public:
  BearerFile(const ManagerCredentials& credentials, std::shared_ptr<Telemetry> telemetry);

  Result<Token> get(const Send& send, Window window) override;
  void accepted(const Token&) override {}
  bool refused(const Token& token, Deadline collection) override;
  bool refused_although_new(const Token&, Deadline) override { return false; }
  std::vector<Secret> live_secrets() override;
  void begin_anew() override;

 private:
  struct Reading {
    Deadline collection = Deadline::min();  // its begin
    bool due = true;
    bool refused = false;            // CM responded 401 to the token in this collection
    std::optional<Failure> failure;  // of the last reading; without one, token_ is set
  };

  std::optional<Failure> read();

  const SecretSource secret_;
  const std::shared_ptr<Telemetry> telemetry_;

  std::mutex mutex_;  // guards all below
  Reading reading_;
  std::uint64_t generation_ = 0;
  std::optional<Token> token_;  // of the last reading that succeeded
};

}  // namespace cckm
