// SPDX-License-Identifier: Apache-2.0
// What the operator asked for, as plain values with their defaults. The loader makes them from
// YAML; everything else only reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "exporter/config/secret.h"
#include "exporter/model/endpoint.h"

namespace cckm {

// Where a manager listens.
struct Url {
  bool tls = true;
  std::string host;  // a name or a numeric address, without brackets
  std::uint16_t port = 443;

  bool operator==(const Url&) const = default;
};

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

enum class TlsVersion { kTls12, kTls13 };

// Field names of Prometheus' tls_config. Paths are absolute or relative to the working directory;
// empty: not set.
struct TlsSettings {
  std::string ca_file;      // empty: the system's certificate authorities
  std::string server_name;  // the name to verify and to ask for (SNI); empty: the URL's host
  std::string cert_file;    // set together with key_file
  std::string key_file;
  bool insecure_skip_verify = false;
  TlsVersion min_version = TlsVersion::kTls12;

  bool operator==(const TlsSettings&) const = default;
};

// One synchronization job to read by its id.
struct JobSettings {
  std::string id;    // [0-9A-Za-z_-]{1,128}, unique per manager
  std::string name;  // label value of `sync_job`, unique per manager
  const Endpoint* endpoint = nullptr;
};

struct ManagerSettings {
  std::string name;  // label value of `manager`, unique
  Url url;
  Auth auth;
  TlsSettings tls;
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
