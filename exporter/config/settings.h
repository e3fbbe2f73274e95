// SPDX-License-Identifier: Apache-2.0
// What the operator asked for, as plain values with their defaults. The loader makes them from
// YAML; everything else only reads them.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "exporter/config/secret.h"
#include "exporter/http/origin.h"
#include "exporter/http/tls_options.h"
#include "exporter/model/endpoint.h"

namespace cckm {

// Log in with a user of CM.
struct PasswordAuth {
  std::string username;
  SecretSource password;
  // Sent with the login if set (CM's token API has the same names).
  std::optional<std::string> domain, auth_domain, auth_domain_path, connection;

  bool operator==(const PasswordAuth&) const = default;
};

// Log in with a refresh token that somebody else obtained.
struct RefreshTokenAuth {
  SecretSource refresh_token;

  bool operator==(const RefreshTokenAuth&) const = default;
};

// Use tokens that somebody else mints and keeps fresh in a file.
struct BearerAuth {
  SecretSource token;

  bool operator==(const BearerAuth&) const = default;
};

using Auth = std::variant<PasswordAuth, RefreshTokenAuth, BearerAuth>;

// One synchronization job to read by its id.
struct JobSettings {
  std::string id;    // [0-9A-Za-z_-]{1,128}, unique per manager
  std::string name;  // label value of `sync_job`, unique per manager
  const Endpoint* endpoint = nullptr;
};

struct ManagerSettings {
  std::string name;  // label value of `manager`, unique
  Origin url;
  Auth auth;
  TlsOptions tls;
  std::chrono::milliseconds timeout{5000};  // one request
  std::size_t max_concurrency = 16;         // requests in flight, 1 .. 256
  std::vector<std::string> success_texts;   // further endings of detailed_status that mean success
  std::vector<JobSettings> jobs;            // at least one
};

struct Settings {
  std::vector<ManagerSettings> managers;  // at least one
  std::size_t regions_per_job = 1000;     // region series per job, 1 .. 100000
  std::chrono::milliseconds scrape_timeout{9500};
};

}  // namespace cckm
