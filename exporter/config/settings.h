// SPDX-License-Identifier: Apache-2.0
// The configuration as plain values, and the only place of their defaults. The loader makes them
// from YAML.
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
#include "exporter/model/deadline.h"
#include "exporter/model/endpoint.h"
#include "exporter/model/region_error.h"

namespace cckm {

// Logs in with a user of CM.
struct PasswordAuth {
  std::string username;
  SecretSource password;
  // Sent with the login if set (CM's token API has the same names).
  std::optional<std::string> domain, auth_domain, auth_domain_path, connection;

  bool operator==(const PasswordAuth&) const = default;
};

// Logs in with a refresh token that was obtained outside the exporter.
struct RefreshTokenAuth {
  SecretSource refresh_token;

  bool operator==(const RefreshTokenAuth&) const = default;
};

// Uses tokens that another program writes to a file before they expire.
struct BearerAuth {
  SecretSource token;

  bool operator==(const BearerAuth&) const = default;
};

// A new kind needs a struct here, its keys in read_auth.cc and an overload in cckm/credentials.cc.
using Auth = std::variant<PasswordAuth, RefreshTokenAuth, BearerAuth>;

// A synchronization job.
struct JobSettings {
  std::string id;                      // [0-9A-Za-z_-]{1,128}, unique per manager, without case
  std::string name;                    // label value of `sync_job`, unique per manager
  const Endpoint* endpoint = nullptr;  // never nullptr once loaded

  bool operator==(const JobSettings&) const = default;
};

// A family whose newest runs are found in CM's list.
struct FamilySettings {
  const Endpoint* endpoint = nullptr;                // never nullptr once loaded
  std::vector<std::string> containers;               // names or ids, each once; empty: all
  std::chrono::seconds lookback = kDefaultLookback;  // 1 h .. 400 d
  // True if the configuration names the family. Otherwise CM need not offer it.
  bool required = false;

  static constexpr std::chrono::hours kDefaultLookback{30 * 24};
  bool operator==(const FamilySettings&) const = default;
};

struct DiscoveryLimits {
  std::size_t containers_per_family = 500;  // with series, 1 .. 100000
  std::size_t pages_per_scrape = 10;        // requests for older runs in a collection, 1 .. 1000

  bool operator==(const DiscoveryLimits&) const = default;
};

struct ManagerSettings {
  std::string name;  // label value of `manager`, unique
  Origin url;
  Auth auth;
  TlsOptions tls;
  std::chrono::milliseconds timeout{5000};  // one request
  std::size_t max_concurrency = 16;         // requests in flight, 1 .. 256
  std::vector<std::string> success_texts;   // further endings of detailed_status that mean success
  std::vector<FailureText> failure_texts;   // further words of it, in the order of their classes
  std::vector<JobSettings> jobs;            // jobs or families has at least one
  std::vector<FamilySettings> families;     // each endpoint once
  bool schedules = false;                   // read CM's schedules
  DiscoveryLimits limits;

  bool operator==(const ManagerSettings&) const = default;
};

struct Settings {
  std::vector<ManagerSettings> managers;  // at least one
  std::size_t regions_per_job = 1000;     // regions per job with series, 1 .. 100000
  // The key scrape_timeout sets both.
  ScrapeTimeouts scrape_timeouts{.without_header = std::chrono::milliseconds(9500),
                                 .longest = std::chrono::minutes(10)};

  bool operator==(const Settings&) const = default;
};

}  // namespace cckm
